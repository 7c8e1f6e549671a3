import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeysFile } from '@emberlog/composition';
import { fingerprintOf } from '@emberlog/service-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClearKeys, storedKeys } from './keys.ts';
import { lockDirectory } from './lock.ts';
import { openOrigin, writeOrigin } from './origin.ts';
import { openSecret } from './secret.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'emberlog-data-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const begin = { fingerprint: 'f', demo: true, now: 5, seed: 1 };

describe('the lock', () => {
  test('is refused while its holder lives, and the refusal says who that is', async () => {
    const lock = await lockDirectory(directory, 'http://first');
    await expect(lockDirectory(directory, 'http://second', { patienceMs: 0 })).rejects.toThrow(
      new RegExp(`held by process ${process.pid} since .*http://first`),
    );
    lock.release();
  });

  test('is free again after its release', async () => {
    const first = await lockDirectory(directory, 'a');
    first.release();
    first.release();
    (await lockDirectory(directory, 'b')).release();
  });

  // Seen to fail when the content of the file decides, and when the refusal parses it untried.
  test.each([
    ['a process that runs', JSON.stringify({ pid: process.pid, since: 'then', url: 'http://a' })],
    ['nobody, cut off while it was written', '{"pid":'],
    ['nobody, empty', ''],
  ])('is the system’s: a file that names %s holds nothing', async (_, left) => {
    await writeFile(join(directory, 'lock'), left);
    const lock = await lockDirectory(directory, 'b');
    await writeFile(join(directory, 'lock'), left.slice(0, 7));
    await expect(lockDirectory(directory, 'c', { patienceMs: 0 })).rejects.toThrow(
      'is held by another process. Stop that process',
    );
    lock.release();
  });

  test('is waited for while its holder is stopping', async () => {
    const first = await lockDirectory(directory, 'a');
    const second = lockDirectory(directory, 'b');
    first.release();
    (await second).release();
  });
});

describe('secrets and keys', () => {
  test('are made once, kept, and readable by their owner only', async () => {
    const secret = await openSecret(directory, null);
    const keys = await openClearKeys(directory);
    expect(await openSecret(directory, null)).toEqual(secret);
    expect(await openClearKeys(directory)).toEqual(keys);
    const modes = await Promise.all(
      ['secret', 'keys.json'].map(async (name) => (await stat(join(directory, name))).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600]);
    expect(new Set(Object.values(keys)).size).toBe(5);
  });

  test('given from outside leave no file behind', async () => {
    const given = Buffer.alloc(32, 7);
    expect(await openSecret(directory, given)).toBe(given);
    await expect(stat(join(directory, 'secret'))).rejects.toThrow('ENOENT');
  });

  test('that are damaged are never replaced by new ones', async () => {
    await writeFile(join(directory, 'secret'), 'x');
    await writeFile(join(directory, 'keys.json'), '{"write":1}');
    await expect(openSecret(directory, null)).rejects.toThrow('restore the file');
    await expect(openClearKeys(directory)).rejects.toThrow('holds no valid keys');
  });

  test('of a keys file are hashes with scopes', async () => {
    const keys = storedKeys(await openClearKeys(directory));
    const path = join(directory, 'hashed.json');
    await writeFile(path, JSON.stringify(keys));
    expect(await readKeysFile(path)).toEqual(keys);
    await writeFile(path, JSON.stringify([{ id: 'a', scopes: ['fly'], sha256: 'x' }]));
    await expect(readKeysFile(path)).rejects.toThrow('scopes');
  });

  test('have a fingerprint that tells two secrets apart', () => {
    expect(fingerprintOf(Buffer.alloc(32, 1))).not.toBe(fingerprintOf(Buffer.alloc(32, 2)));
  });
});

describe('the origin of a data directory', () => {
  test('is written on the first start and read on the next', async () => {
    const begun = await openOrigin(directory, begin);
    expect(begun.demo).toEqual({ seed: 1, startedAt: 5, filled: false });
    await writeOrigin(directory, { ...begun, demo: { seed: 1, startedAt: 5, filled: true } });
    expect(await openOrigin(directory, { ...begin, now: 9 })).toMatchObject({
      demo: { startedAt: 5, filled: true },
    });
  });

  test('refuses another secret', async () => {
    await openOrigin(directory, begin);
    await expect(openOrigin(directory, { ...begin, fingerprint: 'g' })).rejects.toThrow(
      'another secret',
    );
  });

  test('refuses to show a demo as real data, and simulated readers on real data', async () => {
    await openOrigin(directory, begin);
    await expect(openOrigin(directory, { ...begin, demo: false })).rejects.toThrow(
      'simulated readers',
    );
    await rm(join(directory, 'origin.json'));
    await openOrigin(directory, { ...begin, demo: false });
    await expect(openOrigin(directory, begin)).rejects.toThrow('is real');
  });
});
