import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes `to` a copy of the directory `from`. By the system's own command: a read model is a
 * thousand small files, for which Node's takes five times as long.
 */
export const copyDirectory = async (from: string, to: string): Promise<void> => {
  await rm(to, { recursive: true, force: true });
  await run('cp', ['-a', from, to]);
};
