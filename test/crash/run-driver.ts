import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { RecordPosition } from '@emberlog/event-log';
import { bundleProgram } from '../system/bundle-program.ts';
import type { Instructions } from './instructions.ts';

export type DriverOptions = {
  /** The bundled driver. */
  readonly driver: string;
  readonly instructions: Instructions;
  /** Arguments of `strace` before the program, or none to run without it. */
  readonly strace?: readonly string[];
};

export type DriverRun = {
  readonly acknowledged: ReadonlyMap<number, readonly RecordPosition[]>;
  readonly killed: boolean;
};

/** Makes the driver one file. */
export const bundleDriver = async (outfile: string): Promise<void> =>
  await bundleProgram(new URL('driver.ts', import.meta.url), outfile);

/** A run that takes longer hangs. */
const TIMEOUT_MS = 180_000;

/** Runs the driver to its end or its kill. Rejects when it ends in any other way. */
export const runDriver = async (options: DriverOptions): Promise<DriverRun> => {
  const { driver, instructions, strace } = options;
  const program = [process.execPath, driver, JSON.stringify(instructions)];
  const [command = '', ...args] =
    strace === undefined ? program : ['strace', ...strace, ...program];
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGTERM',
    // One thread, so that the n-th call of the log's writer is the same one in every run.
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'close');
  const acknowledged = new Map<number, readonly RecordPosition[]>();
  for await (const line of createInterface({ input: child.stdout })) {
    // The kill may cut the last line; only what was said completely was promised.
    if (!line.endsWith(']}')) continue;
    const { call, positions } = JSON.parse(line) as {
      call: number;
      positions: readonly RecordPosition[];
    };
    acknowledged.set(call, positions);
  }
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  // strace ends by the signal that ended its program.
  if (signal === 'SIGKILL') return { acknowledged, killed: true };
  if (code !== 0) throw new Error(`the driver ended with ${signal ?? String(code)}: ${errors}`);
  return { acknowledged, killed: false };
};
