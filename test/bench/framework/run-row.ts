import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RowMessage, RowOrder } from './row-message.ts';

const PROGRAM = fileURLToPath(new URL('../measure-row.ts', import.meta.url));

export type MeasuredRow = Extract<RowMessage, { readonly kind: 'measured' }>;

export type RunRowOptions = Omit<RowOrder, 'directory'> & {
  /** After so many ms the row and all its processes are ended. */
  readonly timeout: number;
  /** Where every process of the row writes what it spent its time on, if anywhere. */
  readonly profiles: string | undefined;
  readonly say: (line: string) => void;
};

/**
 * Runs one row in a process group of its own, so that nothing of it is left whatever happens.
 * Rejects with what the row wrote when it failed or took too long.
 */
export const runRow = async ({
  timeout,
  profiles,
  say,
  ...order
}: RunRowOptions): Promise<MeasuredRow> => {
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-bench-'));
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const child = fork(PROGRAM, [JSON.stringify({ ...order, directory } satisfies RowOrder)], {
    detached: true,
    execArgv: [...process.execArgv, ...profiling],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const endAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  };
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const measured: MeasuredRow[] = [];
  child.on('message', (message: RowMessage) => {
    if (message.kind === 'says') say(message.line);
    else measured.push(message);
  });
  let late = '';
  const timer = setTimeout(() => {
    late = `ended after ${timeout / 1000} s\n`;
    endAll();
  }, timeout);
  // Whatever ends the runner ends the row, and leaves nothing on the disk.
  const abandon = (): void => {
    endAll();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  const interrupted = (): void => process.exit(130);
  process.on('exit', abandon).on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    const [result] = measured;
    if (code !== 0 || result === undefined) throw new Error(late + (output || `exit code ${code}`));
    return result;
  } finally {
    clearTimeout(timer);
    process.off('exit', abandon).off('SIGINT', interrupted).off('SIGTERM', interrupted);
    endAll();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
};
