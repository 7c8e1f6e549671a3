import { spawnSync } from 'node:child_process';

/** Whether `strace` is installed and may follow a program here. */
export const findStrace = (): boolean =>
  spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { timeout: 10_000 }).status === 0;

/** What to say where it is not. */
export const NO_STRACE =
  'The kill sweep does not run: no strace that may follow a program; install strace, and in a container allow ptrace.';
