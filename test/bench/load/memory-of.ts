import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Memory of a process in MiB. `resident` has pages of mapped files in it, which the system takes
 * back when it needs them: the log's and the engine's own code. `own` has not; where the system
 * does not tell it (it does on Linux), it is the same.
 */
export type Memory = { readonly resident: number; readonly own: number };

export const memoryOf = async (pid: number): Promise<Memory> => {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  const resident = Number(stdout.trim()) / 1024;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const own = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1];
  return { resident, own: own === undefined ? resident : Number(own) / 1024 };
};
