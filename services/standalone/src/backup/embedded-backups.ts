import { randomUUID } from 'node:crypto';
import { MANIFEST } from '@emberlog/api';
import type { BackupStore } from '@emberlog/projector';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { diskTrouble } from '../data-directory/disk-trouble.ts';
import { createManifests } from './manifests.ts';
import { syncDirectory } from './synced-directories.ts';
import { dataBytes, writeBackup, type BackupSource } from './write-backup.ts';

/**
 * What is not whole yet, or no more, lies under a name that no backup can have. Whoever is killed leaves it
 * behind, to be removed before the next backup.
 */
const UNFINISHED = '.unfinished-';

/** Backups of a data directory, each a directory of its name in `directory`. */
export const createEmbeddedBackups = (directory: string, source: BackupSource): BackupStore => {
  const placeOf = (name: string): string => resolve(directory, name);
  const manifestOf = createManifests(directory);

  // A new one begins when what was removed is gone.
  let removing: Promise<unknown> = Promise.resolve();

  const removeUnfinished = async (): Promise<void> => {
    for (const name of await readdir(directory)) {
      if (name.startsWith(UNFINISHED)) await removeAll(join(directory, name));
    }
  };

  return {
    list: async () => {
      const names = await readdir(directory).catch(() => []);
      const found = await Promise.all(names.map(manifestOf));
      return found
        .filter((manifest) => manifest !== null)
        .map(({ name, made_at, positions, files }) => ({
          ...{ name, positions, madeAt: Date.parse(made_at) },
          bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        }))
        .toSorted((a, b) => b.madeAt - a.madeAt);
    },
    measure: async () => await dataBytes(source),
    make: async ({ name, onProgress, signal }) => {
      const unfinished = `${UNFINISHED}${name}`;
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await removing;
        await removeUnfinished();
        await expectAbsent(placeOf(name));
        await mkdir(join(directory, unfinished), { mode: 0o700 });
        await writeBackup(source, { name, directory, unfinished, onProgress, signal });
        await rename(join(directory, unfinished), placeOf(name));
        await syncDirectory(directory);
      } catch (error) {
        // Before there is room again: neither engine says it by a code.
        const isFull = await freeBytesOf(directory).then(
          (free) => free < FULL_BYTES,
          () => false,
        );
        const cause = isFull ? Object.assign(new Error('no room'), { code: 'ENOSPC' }) : error;
        // Where it is only told to stop, the engine may still be writing there.
        if (!signal.aborted) await removeAll(join(directory, unfinished)).catch(() => undefined);
        const trouble = diskTrouble(cause, directory);
        throw trouble === null ? error : new Error(trouble, { cause: error });
      }
    },
    describe: (name) => ({
      place: placeOf(name),
      restore: `EMBERLOG_DATA_DIR=<a new directory> npm start -- --restore ${placeOf(name)}`,
    }),
    files: {
      find: async (name, path) => {
        const manifest = await manifestOf(name);
        const isKnown = path === MANIFEST || manifest?.files.some((file) => file.path === path);
        if (manifest === null || isKnown !== true) return null;
        const full = join(placeOf(name), path);
        const { size } = await stat(full);
        return { bytes: size, open: () => createReadStream(full) };
      },
      remove: async (name) => {
        // Renamed first: half a backup must not be taken for one, nor for what is made under its name next.
        const gone = join(directory, `${UNFINISHED}${name}-${randomUUID()}`);
        if (!(await renamed(placeOf(name), gone))) return;
        const removed = removeAll(gone);
        removing = Promise.allSettled([removing, removed]);
        await removed;
      },
    },
  };
};

/** Whether it was there: others may remove it at the same time. */
const renamed = async (from: string, to: string): Promise<boolean> =>
  await rename(from, to).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    },
  );

/** Others may remove it at the same time. */
const removeAll = async (path: string): Promise<void> => {
  await rm(path, { recursive: true, force: true });
};

/** What is left of a disk that is full; files take it by pages. */
const FULL_BYTES = 64 * 1024;

const freeBytesOf = async (directory: string): Promise<number> => {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
};

/** Something that is no backup may have the name of one. */
const expectAbsent = async (place: string): Promise<void> => {
  const isThere = await stat(place).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Error(`${place} is there already, and is no backup; give another name`);
};
