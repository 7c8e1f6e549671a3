import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectDataFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';

// What the data file was like when the log was closed. Whoever changes a single byte, copies the
// file or goes back to an older one leaves another time of change behind.
const NAME = 'closed';

const describe = (file: DataFile): string =>
  `${file.bytes} ${file.transaction} ${statSync(file.path).mtimeMs}\n`;

/** Leaves a mark in the directory of a log that was closed; none when that fails. */
export function leaveClosedMark(directory: string): void {
  try {
    const file = inspectDataFile(join(directory, 'data.mdb'));
    if (file !== null) writeFileSync(join(directory, NAME), describe(file));
  } catch {
    // Without a mark the next start looks at the whole file: slower, never wrong.
  }
}

/** Whether the file is as the mark says. Takes the mark away: it holds for one opening. */
export function takeClosedMark(directory: string, file: DataFile): boolean {
  const path = join(directory, NAME);
  try {
    const mark = readFileSync(path, 'utf8');
    rmSync(path);
    return mark === describe(file);
  } catch {
    return false;
  }
}
