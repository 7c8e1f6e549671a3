import { createLogger, generateKey, hashKey } from '@emberlog/service-kit';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChangingKeyring } from './changing-keyring.ts';
import { openKeysFile } from './open-keys-file.ts';

const ALICE = generateKey();
const BOB = generateKey();
const stored = (id: string, key: string) => ({ id, scopes: ['read'], sha256: hashKey(key) });

let directory: string;
let path: string;
let lines: string[];
let hear: () => void;
let stop: () => unknown;
let changing: ChangingKeyring;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'emberlog-keys-'));
  path = join(directory, 'keys.json');
  await writeFile(path, JSON.stringify([stored('alice', ALICE)]));
  lines = [];
  hear = () => undefined;
  const destination = {
    write: (line: string) => {
      lines.push(line);
      hear();
    },
  };
  changing = await openKeysFile({
    path,
    logger: createLogger({ name: 'keys', level: 'info', destination }),
    onStop: (_name, step) => (stop = step),
    everyMs: 5,
  });
});

afterEach(async () => {
  stop();
  await rm(directory, { recursive: true });
});

/** Resolves once so many lines were logged since the start. */
const logged = async (count: number): Promise<void> =>
  await new Promise<void>((resolve) => {
    hear = () => {
      if (lines.length >= count) resolve();
    };
    hear();
  });

const knows = (key: string): boolean => changing.keyring.identify(key) !== null;

test('a key that is added to the file is taken, and one that is removed is not', async () => {
  expect([knows(ALICE), knows(BOB)]).toEqual([true, false]);
  const next = join(directory, 'next');
  await writeFile(next, JSON.stringify([stored('bob', BOB)]));
  await rename(next, path);
  await logged(1);
  expect([knows(ALICE), knows(BOB)]).toEqual([false, true]);
});

test('a broken file leaves the keys as they were, is told once, and may be mended', async () => {
  await writeFile(path, '[{"id":');
  await logged(1);
  expect(lines[0]).toContain('keys file is broken');
  expect([knows(ALICE), knows(BOB)]).toEqual([true, false]);
  await writeFile(path, JSON.stringify([stored('alice', ALICE), stored('bob', BOB)]));
  await logged(2);
  expect(lines).toHaveLength(2);
  expect([knows(ALICE), knows(BOB)]).toEqual([true, true]);
});

test('a file with an id twice is broken, and one that is gone as well', async () => {
  await writeFile(path, JSON.stringify([stored('alice', BOB), stored('alice', ALICE)]));
  await logged(1);
  await rm(path);
  await logged(2);
  expect(lines.every((line) => line.includes('keys file is broken'))).toBe(true);
  expect([knows(ALICE), knows(BOB)]).toEqual([true, false]);
});
