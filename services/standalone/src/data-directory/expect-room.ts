import { closeSync, openSync, statfsSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What one large request needs, and what the engine reserves for an insert. */
const BYTES = 1024 * 1024;

/**
 * Makes the directory where there is none, and writes a mebibyte to it for a moment. Rejects with
 * the system's error, naming the directory, when that cannot be done: asked before others who
 * would fail in worse ways, and after a failure to find out whether it is over.
 */
export const expectRoom = async (directory: string): Promise<void> => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'room');
  try {
    const file = await open(path, 'w', 0o600);
    try {
      // Not synced, which would cost seconds on a busy disk: local file systems count at once.
      await file.writeFile(Buffer.alloc(BYTES));
    } finally {
      await file.close();
    }
  } catch (error) {
    // A write names no path, and the file's own is nothing to an operator.
    throw error instanceof Error ? Object.assign(error, { path: directory }) : error;
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
};

/**
 * Bytes that can still be written to the disk of a directory. Throws the system's error when `file`
 * there cannot be written, as after a failure of the disk: only to open it tells.
 */
export const freeBytes = (directory: string, file: string): number => {
  closeSync(openSync(join(directory, file), 'r+'));
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
};
