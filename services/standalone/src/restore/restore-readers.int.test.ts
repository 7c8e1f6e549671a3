import type { BackupManifest } from '@emberlog/api';
import { backUpReadModel, openReadModel, readModelBytes } from '@emberlog/composition';
import { openLmdbLog } from '@emberlog/event-log';
import { createLogger, fingerprintOf, readConfig } from '@emberlog/service-kit';
import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmbeddedBackups } from '../backup/embedded-backups.ts';
import { filesBelow } from '../backup/summed-files.ts';
import { readManifest, writeManifest } from '../backup/manifest.ts';
import { standaloneConfig } from '../config.ts';
import { PARTITIONS } from '../open-log.ts';
import { startStandalone } from '../standalone.ts';
import { addressOf, openReaders, SECRET, subscribe } from '../testing/readers.ts';
import { runRestore } from './run-restore.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const clock = Date.now;

let directory: TemporaryDirectory;
let dataDir: string;
let backup: string;
let places = 0;

const configOf = (env: Readonly<Record<string, string>>) => {
  const read = readConfig(standaloneConfig, {
    ...{ EMBERLOG_DEMO: 'off', EMBERLOG_PORT: '0', EMBERLOG_SQL_PORT: 'off' },
    ...{ EMBERLOG_SECRET: SECRET.toString('hex'), ...env },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.config;
};

let ids: Readonly<Record<'ada' | 'grace' | 'late', string>>;

/**
 * A data directory with three readers and its backup. The last of them comes while it is made, between the
 * copies of addresses and subscriptions; then `grace` is erased, as readers are who ask for it.
 */
const makeBackup = async (): Promise<string> => {
  const kept = join(directory.path, 'kept');
  const config = configOf({ EMBERLOG_DATA_DIR: dataDir, EMBERLOG_BACKUP_DIR: kept });
  await (await startStandalone({ config, logger, clock })).stop();

  const readers = await openReaders(dataDir);
  const log = openLmdbLog({ path: join(dataDir, 'log'), partitions: PARTITIONS, clock });
  const database = await openReadModel({ path: join(dataDir, 'clickhouse'), backups: kept });
  const ada = await subscribe(readers, 'ada');
  const grace = await subscribe(readers, 'grace');
  let late = '';
  const store = createEmbeddedBackups(kept, {
    ...{ dataDir, fingerprint: fingerprintOf(SECRET), clock, copyLog: log.copyTo },
    readers: {
      copyAddressRows: async (to) => {
        const count = await readers.book.copyRowsTo(to);
        late = await subscribe(readers, 'late');
        return count;
      },
      copySubscriptions: readers.log.copyTo,
    },
    tableBytes: async () => await readModelBytes(database),
    copyTables: async (name, onProgress, signal) =>
      await backUpReadModel({ database, name, onProgress, signal }),
  });
  const { signal } = new AbortController();
  await store.make({ name: 'made', onProgress: () => undefined, signal });
  await readers.book.erase(grace);
  await readers.close();
  await database.close();
  await log.close();
  ids = { ada, grace, late };
  return join(kept, 'made');
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  dataDir = join(directory.path, 'data');
  backup = await makeBackup();
});
afterAll(async () => {
  await directory.remove();
});

const ROW_KEYS = 'addresses/row-keys';

/** A new place, with what an operator brings to it from the first. */
const placeWith = async (...brought: readonly string[]): Promise<string> => {
  const place = join(directory.path, `place-${(places += 1)}`);
  await mkdir(join(place, 'addresses'), { recursive: true });
  for (const name of brought) await cp(join(dataDir, name), join(place, name));
  return place;
};

const restore = async (place: string, { from = backup, withoutAddresses = false } = {}) => {
  let output = '';
  const stream = () =>
    new Writable({
      write: (chunk, _encoding, done) => {
        output += String(chunk);
        done();
      },
    });
  const config = configOf({ EMBERLOG_DATA_DIR: place });
  const code = await runRestore({
    ...{ backup: from, config, withoutAddresses, logger, clock },
    ...{ stdout: stream(), stderr: stream() },
  });
  return { code, output };
};

/** What the book of a place opens. */
const opened = async (place: string) => {
  const { book, close } = await openReaders(place);
  const addresses = await Promise.all(
    Object.values(ids).map(async (id) => (await book.open(id))?.sent ?? null),
  );
  await close();
  return addresses;
};

test('a backup has who subscribed, and no address and no key of one', async () => {
  const manifest = JSON.parse(
    await readFile(join(backup, 'manifest.json'), 'utf8'),
  ) as BackupManifest;
  expect(manifest).toMatchObject({ format: 2, addresses: 2 });
  expect(manifest.subscriptions?.reduce((sum, { end }) => sum + end, 0)).toBe(6);
  expect(manifest.positions.map(({ topic }) => topic)).not.toContain('emberlog.subscriptions');

  const files = await filesBelow(backup);
  expect(files.filter((path) => /^(addresses|subscriptions)/.test(path))).toEqual([
    'addresses/rows/data.mdb',
    'subscriptions/data.mdb',
  ]);
  const all = Buffer.concat(await Promise.all(files.map((path) => readFile(join(backup, path)))));
  const [, hex = ''] = (await readFile(join(dataDir, 'address-keys'), 'utf8')).trim().split(':');
  for (const secret of ['papers.example', hex, Buffer.from(hex, 'hex')]) {
    expect(all.includes(secret)).toBe(false);
  }
  expect(all.includes(ids.ada)).toBe(true);
});

// Seen to fail when the log of subscriptions is copied before the rows: `late` is in neither then.
test('what was erased after a backup stays erased, who came after its rows stays without an address', async () => {
  const place = await placeWith('address-keys', ROW_KEYS);
  const { code, output } = await restore(place);
  expect(output).toContain('subscriptions: 6 records, 3 readers, 1 of them with an address\n');
  expect(output).toContain('who left after the backup was made is subscribed again');
  expect(code).toBe(0);
  expect((await readdir(place)).toSorted()).toEqual([
    ...['address-keys', 'addresses', 'clickhouse', 'lock', 'log', 'origin.json', 'subscriptions'],
  ]);
  expect(await opened(place)).toEqual(['ada@papers.example', null, null]);

  const config = configOf({ EMBERLOG_DATA_DIR: place });
  await (await startStandalone({ config, logger, clock })).stop();
});

describe('a restore is refused before anything is written', () => {
  test('without row keys, unless the addresses may be lost', async () => {
    const place = await placeWith('address-keys');
    const refused = await restore(place);
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/holds 2 addresses.*copy the current row-keys to .*row-keys\./);
    expect(await filesBelow(place)).toEqual(['address-keys']);

    const given = await restore(place, { withoutAddresses: true });
    expect(given).toMatchObject({ code: 0, output: /3 readers, 0 of them with an address/ });
    expect(await readdir(join(place, 'addresses'))).toEqual([]);
    const { book, close } = await openReaders(place);
    expect(await book.enter(addressOf('ada'))).toMatchObject({ isNew: true });
    await close();
  });

  test('without address keys', async () => {
    const place = await placeWith(ROW_KEYS);
    const refused = await restore(place);
    expect(refused).toMatchObject({ code: 1, output: /does not hold the address keys/ });
    expect(await filesBelow(place)).toEqual([ROW_KEYS]);
  });

  test('with row keys that would then belong to nothing', async () => {
    const place = await placeWith('address-keys', ROW_KEYS);
    const refused = await restore(place, { withoutAddresses: true });
    expect(refused).toMatchObject({
      code: 1,
      output: /row-keys is there, which would then belong/,
    });
    expect(await filesBelow(place)).toEqual([ROW_KEYS, 'address-keys'].toSorted());
  });

  test('over addresses that are there', async () => {
    const place = await placeWith('address-keys', ROW_KEYS);
    await mkdir(join(place, 'addresses', 'rows'));
    const refused = await restore(place);
    expect(refused).toMatchObject({
      code: 1,
      output: /something in it already \(addresses\/rows\)/,
    });
  });

  test.each(['addresses/rows/data.mdb', 'subscriptions/data.mdb'])(
    'where %s was changed',
    async (path) => {
      const from = join(directory.path, `changed-${(places += 1)}`);
      await cp(backup, from, { recursive: true });
      const bytes = await readFile(join(from, path));
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      await writeFile(join(from, path), bytes);
      const place = await placeWith('address-keys', ROW_KEYS);
      const refused = await restore(place, { from });
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.output).toContain(`damaged: ${path} was changed`);
      expect(await filesBelow(place)).toEqual([ROW_KEYS, 'address-keys'].toSorted());
    },
  );
});

// Seen to fail when a restore that is given again removes the directory of addresses whole.
test('row keys of another book are refused, and the right ones taken when they come', async () => {
  const place = await placeWith('address-keys');
  const other = await placeWith();
  await (await openReaders(other)).close();
  await cp(join(other, ROW_KEYS), join(place, ROW_KEYS));
  const refused = await restore(place);
  expect(refused).toMatchObject({ code: 1, output: /row-keys belongs to another book/ });
  expect(await readdir(place)).toContain('restoring');

  await cp(join(dataDir, ROW_KEYS), join(place, ROW_KEYS));
  expect(await restore(place)).toMatchObject({ code: 0 });
  expect(await opened(place)).toEqual(['ada@papers.example', null, null]);
});

test('row keys that were cut off are told, and the rest is restored', async () => {
  const place = await placeWith('address-keys', ROW_KEYS);
  const rowKeys = await readFile(join(place, ROW_KEYS));
  await writeFile(join(place, ROW_KEYS), rowKeys.subarray(0, 256));
  const warned = await restore(place);
  expect(warned).toMatchObject({
    code: 3,
    output: /warning: the addresses of 2 readers are damaged/,
  });
});

describe('a backup without readers', () => {
  const before = async (): Promise<string> => {
    const from = join(directory.path, `before-${(places += 1)}`);
    await cp(backup, from, { recursive: true });
    await rm(join(from, 'addresses'), { recursive: true });
    await rm(join(from, 'subscriptions'), { recursive: true });
    const manifest = await readManifest(from);
    const files = manifest.files.filter(({ path }) => !/^(addresses|subscriptions)\//.test(path));
    const absent = { subscriptions: undefined, addresses: undefined };
    await writeManifest(from, { ...manifest, ...absent, format: 1, files });
    return from;
  };

  test('of before there were any is restored as it was', async () => {
    const place = await placeWith();
    const restored = await restore(place, { from: await before() });
    expect(restored.output).not.toContain('subscriptions');
    expect(restored.code).toBe(0);
    expect(await readdir(place)).not.toContain('subscriptions');
  });

  test('refuses row keys, which belong to another', async () => {
    const place = await placeWith(ROW_KEYS);
    const refused = await restore(place, { from: await before() });
    expect(refused).toMatchObject({
      code: 1,
      output: /the backup holds no addresses, and .*row-keys/,
    });
  });
});
