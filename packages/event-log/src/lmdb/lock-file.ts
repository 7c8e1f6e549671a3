import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** At least what the engine makes of it: room for 126 readers. */
const SIZE = 12 * 1024;

/**
 * Makes the engine's lock file anew, every page of it on disk: the engine maps it, and one that a
 * full disk cannot hold would end the process with a signal. Only for a log that no process has
 * open. Throws the system's error.
 */
export function renewLockFile(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'lock.mdb');
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    // In place: a file that was whole needs no new room on a disk that is full by now.
    writeSync(file, Buffer.alloc(SIZE), 0, SIZE, 0);
  } finally {
    closeSync(file);
  }
}
