import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../trial/archive-of.ts';
import { createArchiveStore } from './archive-store.ts';

const BYTES = randomBytes(1_000);
const digest = digestOf(BYTES);
const size = BYTES.length;
const OTHER = 'f'.repeat(64);

let parent: TemporaryDirectory;
let directory: string;

beforeEach(async () => {
  parent = await temporaryDirectory();
  directory = join(parent.path, 'archives');
});
afterEach(async () => {
  await parent.remove();
});

const piece = (from: number, to: number) => ({
  ...{ digest, size, at: from },
  bytes: BYTES.subarray(from, to),
});

test('pieces become an archive of their digest, also when one comes again', async () => {
  const store = createArchiveStore({ directory });
  expect(await store.write(piece(0, 600))).toEqual({ digest, bytes: 600, complete: false });
  expect(await store.has(digest)).toBe(false);
  expect(await store.write(piece(400, 600))).toEqual({ digest, bytes: 600, complete: false });
  expect(await store.list()).toEqual([{ digest, bytes: 600, complete: false }]);
  // Whoever starts next goes on.
  const again = createArchiveStore({ directory });
  expect(await again.write(piece(600, 1_000))).toEqual({ digest, bytes: size, complete: true });
  expect(await again.write(piece(600, 1_000))).toEqual({ digest, bytes: size, complete: true });
  expect(await readFile(again.pathOf(digest))).toEqual(BYTES);
  expect(await readdir(directory)).toHaveLength(1);
});

test('what does not fit is not taken', async () => {
  const store = createArchiveStore({ directory });
  await store.write(piece(0, 100));
  expect(await store.write(piece(101, 200))).toEqual({ why: 'place', bytes: 100 });
  expect(await store.write({ ...piece(100, 200), size: 150 })).toEqual({
    ...{ why: 'place', bytes: 100 },
  });
  const small = createArchiveStore({ directory, mostBytes: size - 1 });
  expect(await small.write(piece(100, 200))).toEqual({ why: 'too large', most: size - 1 });
  const full = createArchiveStore({ directory, reserve: Number.MAX_SAFE_INTEGER });
  expect(await full.write(piece(100, 200))).toEqual({ why: 'no room' });
  await writeFile(join(parent.path, 'file'), '');
  const blocked = createArchiveStore({ directory: join(parent.path, 'file') });
  expect(await blocked.write(piece(0, 100))).toEqual({ why: 'unwritable', code: 'EEXIST' });
  await mkdir(join(parent.path, 'elsewhere'));
  await symlink(join(parent.path, 'elsewhere'), join(parent.path, 'link'));
  const lured = createArchiveStore({ directory: join(parent.path, 'link') });
  expect(await lured.write(piece(0, 100))).toEqual({ why: 'unwritable', code: 'EPERM' });
});

test('bytes of another digest are thrown away', async () => {
  const store = createArchiveStore({ directory });
  expect(await store.write({ ...piece(0, size), digest: OTHER })).toEqual({
    why: 'another digest',
  });
  expect(await store.list()).toEqual([]);
});

// Seen to fail when everything in the directory is taken for an archive.
test('only archives are removed, and only those that nobody needs', async () => {
  const store = createArchiveStore({ directory });
  await store.write(piece(0, size));
  await store.write({ ...piece(0, 10), digest: OTHER });
  await writeFile(join(directory, 'notes'), 'mine');
  await store.retain([digest]);
  expect((await readdir(directory)).toSorted()).toEqual(
    [`${digest}.ndjson.gz`, 'notes'].toSorted(),
  );
  await store.retain([]);
  expect(await readdir(directory)).toEqual(['notes']);
});
