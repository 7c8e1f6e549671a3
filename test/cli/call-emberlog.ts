import { run } from '@emberlog/cli';
import { Readable, Writable } from 'node:stream';

export type Called = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs `emberlog` in this process against a server; resolves with all it wrote. */
export const callEmberlog = async (url: string, ...argv: string[]): Promise<Called> => {
  const stdout = collecting();
  const stderr = collecting();
  const code = await run({
    argv,
    env: { EMBERLOG_URL: url },
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
