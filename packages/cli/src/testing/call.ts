import { Readable, Writable } from 'node:stream';
import { run } from '../run.ts';

export type Called = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command in this process. */
export const call = async (
  env: Readonly<Record<string, string | undefined>>,
  ...argv: string[]
): Promise<Called> => {
  const stdout = collecting();
  const stderr = collecting();
  const code = await run({
    argv,
    env,
    stdin: Readable.from([]),
    stdout,
    stderr,
    clock: Date.now,
    onInterrupt: () => undefined,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
};

/** Takes any amount, as a terminal does. */
const collecting = () => {
  let taken = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      taken += String(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => taken });
};
