import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Starts a program of this folder as a process of its own. */
export const runProgram = (
  name: string,
  args: readonly string[],
): ChildProcessByStdio<null, Readable, null> => {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const flags = ['--conditions=@emberlog/source', '--import', 'tsx'];
  return spawn(process.execPath, [...flags, program, ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
};
