import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADDRESS_ROWS, LOG, SUBSCRIPTIONS } from './backed-up-places.ts';
import { createEmbeddedBackups } from './embedded-backups.ts';
import { filesBelow } from './summed-files.ts';

let directory: TemporaryDirectory;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(async () => {
  await directory.remove();
});

const FILES = 60;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

const writeFiles = async (place: string, count: number): Promise<void> => {
  const paths = Array.from({ length: count }, (_, n) => join(place, `file-${n}`));
  await Promise.all(paths.map(async (path) => await writeFile(path, 'rows')));
};

test('a backup may be made under the name of one that is being removed, beside others', async () => {
  const dataDir = join(directory.path, 'data');
  const kept = join(directory.path, 'kept');
  for (const place of [LOG, SUBSCRIPTIONS, ADDRESS_ROWS]) {
    await mkdir(join(dataDir, place), { recursive: true });
    await writeFile(join(dataDir, place, 'data.mdb'), '');
  }
  const store = createEmbeddedBackups(kept, {
    ...{ dataDir, fingerprint: 'ab', clock: () => 0 },
    readers: {
      copySubscriptions: async () => await Promise.resolve([]),
      copyAddressRows: async () => await Promise.resolve(0),
    },
    tableBytes: async () => await Promise.resolve(0),
    copyLog: async (to) => {
      await mkdir(to);
      return [];
    },
    copyTables: async (name) => await writeFiles(join(kept, name), FILES),
  });
  const make = async (name: string): Promise<void> => {
    const { signal } = new AbortController();
    await store.make({ name, onProgress: () => undefined, signal });
  };
  for (const name of NAMES) await make(name);
  // Each by two who do not know of one another.
  const removed = [...NAMES, ...NAMES].map(async (name) => await store.files?.remove(name));
  // Their names are free before all of their files are gone.
  while ((await store.list()).length > 0);
  await Promise.all([...removed, make('a')]);
  expect(await readdir(kept)).toEqual(['a']);
  expect(await filesBelow(join(kept, 'a'))).toHaveLength(FILES + 1);
});
