import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes the names of a new log durable: its files', its directory's and that of the directory
 * around it. An fsync of a file need not cover its name, and without one its records are lost.
 */
export function syncDirectories(path: string): void {
  const directory = resolve(path);
  syncDirectory(directory);
  syncDirectory(dirname(directory));
  syncDirectory(dirname(dirname(directory)));
}

function syncDirectory(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    // Not ours to read, or a system that opens no directories: then it keeps names in its own way.
    return;
  }
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
