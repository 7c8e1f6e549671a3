import { StartRefusedError } from '@emberlog/composition';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../backup/synced-directories.ts';
import { readOwnerFile, writeOwnerFile } from './owner-file.ts';

/** In a data directory while a restore has not come to its end: nothing but a restore may use it then. */
const NAME = 'restoring';

const pathIn = (directory: string): string => join(directory, NAME);

/** Marks a directory, durably, before the first file of a restore is written to it. */
export const beginRestore = async (directory: string, backup: string): Promise<void> => {
  await writeOwnerFile(pathIn(directory), `${backup}\n`);
};

/** Takes the mark away, durably: from now on it is a data directory. */
export const endRestore = async (directory: string): Promise<void> => {
  await rm(pathIn(directory));
  await syncDirectory(directory);
};

/** Whether a restore into the directory did not come to its end. */
const isRestoreUnfinished = async (directory: string): Promise<boolean> =>
  (await readOwnerFile(pathIn(directory))) !== null;

/** Rejects with `StartRefusedError` where a restore did not come to its end. */
export const expectNoRestore = async (directory: string): Promise<void> => {
  if (!(await isRestoreUnfinished(directory))) return;
  throw new StartRefusedError(
    `the restore into ${directory} did not come to its end: what is there is no data. Give its command again, or remove the directory.`,
  );
};

/** What no backup holds, and an operator may put there before a restore; and what lies there by the system. */
const ALLOWED = new Set(['secret', 'keys.json', 'address-keys', 'lock', 'lost+found']);
const ROW_KEYS = 'row-keys';
/** What a restore writes; left by one that did not come to its end. */
const WRITTEN = [
  ...['log', 'clickhouse', 'origin.json', 'api-keys.json'],
  ...['subscriptions', 'addresses/rows'],
];

/**
 * Removes what an unfinished restore left. Rejects with `StartRefusedError` where anything else is there:
 * a restore is never written over data.
 */
export const expectNoData = async (directory: string, beside: string | null): Promise<void> => {
  if (await isRestoreUnfinished(directory)) {
    for (const name of WRITTEN) await rm(join(directory, name), { recursive: true, force: true });
  }
  const allowed = new Set([...ALLOWED, NAME, ...(beside === null ? [] : [beside])]);
  const names = await readdir(directory);
  const found = names.filter((name) => !allowed.has(name) && name !== 'addresses');
  if (names.includes('addresses')) {
    const below = await readdir(join(directory, 'addresses'));
    found.push(...below.filter((name) => name !== ROW_KEYS).map((name) => `addresses/${name}`));
  }
  if (found.length === 0) return;
  throw new StartRefusedError(
    `${directory} has something in it already (${found.slice(0, 3).join(', ')}): nothing was restored. Set EMBERLOG_DATA_DIR to a new directory.`,
  );
};
