import { backupReply } from '@emberlog/api';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { temporaryDirectory, waitUntil, type TemporaryDirectory } from '@emberlog/testing';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standaloneConfig, type StandaloneConfig } from '../config.ts';
import { startStandalone } from '../standalone.ts';
import { runRestore } from './run-restore.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const SECRET = 'ab'.repeat(32);
const KEYS = `2026:${'cd'.repeat(32)}`;

let directory: TemporaryDirectory;
let backup: string;
let places = 0;

const configOf = (env: Readonly<Record<string, string>>): StandaloneConfig => {
  const read = readConfig(standaloneConfig, {
    ...{
      EMBERLOG_DEMO: 'off',
      EMBERLOG_PORT: '0',
      EMBERLOG_SQL_PORT: '0',
      EMBERLOG_SECRET: SECRET,
    },
    ...env,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.config;
};

/** A backup of a product that was sent one vote. */
const makeBackup = async (): Promise<string> => {
  const dataDir = join(directory.path, 'data');
  const product = await startStandalone({
    ...{ config: configOf({ EMBERLOG_DATA_DIR: dataDir }), logger, clock: Date.now },
  });
  const keys = JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')) as { admin: string };
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const reply = await fetch(`${product.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Bearer ${keys.admin}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await reply.json();
  };
  await ask('/v1/events', { id: 'v', type: 'item.upvoted', subject: 'a', data: { actor: 'ann' } });
  await ask('/admin/v1/backups', { name: 'made' });
  const done = await waitUntil(async () => {
    const told = backupReply.parse(await ask('/admin/v1/backups/made'));
    return told.state === 'done' && told;
  });
  await product.stop();
  return done.place;
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  backup = await makeBackup();
});
afterAll(async () => {
  await directory.remove();
});

const freshPlace = (): string => join(directory.path, `place-${(places += 1)}`);

/** The backup, with something done to it. */
const changed = async (change: (path: string) => Promise<void>): Promise<string> => {
  const path = freshPlace();
  await cp(backup, path, { recursive: true });
  await change(path);
  return path;
};

const restore = async (from: string, env: Readonly<Record<string, string>> = {}) => {
  const dataDir = env['EMBERLOG_DATA_DIR'] ?? freshPlace();
  let output = '';
  const stream = (): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        output += String(chunk);
        done();
      },
    });
  const config = configOf({ ...env, EMBERLOG_DATA_DIR: dataDir });
  const code = await runRestore({
    ...{ backup: from, config, logger, clock: Date.now, stdout: stream(), stderr: stream() },
  });
  const left = await readdir(dataDir).catch(() => []);
  return { code, output, left };
};

const flip = async (path: string): Promise<void> => {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
};

test('a sound backup is restored, and the product starts on it', async () => {
  const dataDir = freshPlace();
  const restored = await restore(backup, { EMBERLOG_DATA_DIR: dataDir });
  expect(restored).toMatchObject({ code: 0, output: /: 1 records, / });
  expect(restored.left.toSorted()).toEqual([
    ...['clickhouse', 'lock', 'log', 'origin.json', 'subscriptions'],
  ]);
  const config = configOf({ EMBERLOG_DATA_DIR: dataDir });
  const product = await startStandalone({ config, logger, clock: Date.now });
  await product.stop();
});

describe('a damaged backup is refused before anything is written', () => {
  test.each([
    ['a byte of the log', 'log/data.mdb', flip],
    ['a byte of the origin', 'origin.json', flip],
    ['the end of the log', 'log/data.mdb', async (path: string) => await truncate(path, 8_192)],
    ['a file', 'rest/.backup', async (path: string) => await rm(path)],
  ])('by the name of the file: %s', async (_, file, damage) => {
    const from = await changed(async (path) => await damage(join(path, file)));
    const refused = await restore(from);
    expect(refused).toMatchObject({ code: 1, left: [] });
    expect(refused.output).toContain(`damaged: ${file} `);
  });

  test.each([
    ['was changed', flip, 'manifest.json was changed'],
    ['is missing', async (path: string) => await rm(path), 'is no backup, or half of one'],
    [
      'names a file outside of the backup',
      async (path: string) =>
        await writeFile(path, (await readFile(path, 'utf8')).replace('log/data', '../../data')),
      'manifest.json was changed',
    ],
    [
      'is of a later release',
      async (path: string) =>
        await writeFile(path, (await readFile(path, 'utf8')).replace('"format": 2', '"format": 3')),
      'of format 3',
    ],
  ])('a manifest that %s', async (_, damage, said) => {
    const from = await changed(async (path) => await damage(join(path, 'manifest.json')));
    const refused = await restore(from);
    expect(refused).toMatchObject({ code: 1, left: [] });
    expect(refused.output).toContain(said);
  });
});

describe('a restore is refused', () => {
  test('with another secret, and without one', async () => {
    const another = await restore(backup, { EMBERLOG_SECRET: 'cd'.repeat(32) });
    expect(another).toMatchObject({ code: 1, left: [], output: /made with another secret/ });
    const config = configOf({ EMBERLOG_DATA_DIR: freshPlace() });
    const said: string[] = [];
    const stream = new Writable({ write: (chunk, _, done) => done(void said.push(String(chunk))) });
    const given = { backup, config: { ...config, secret: null }, logger, clock: Date.now };
    expect(await runRestore({ ...given, stdout: stream, stderr: stream })).toBe(1);
    expect(said.join('')).toContain('does not hold the secret. Set EMBERLOG_SECRET');
  });

  test('over anything that is there, even a file of nobody’s', async () => {
    const dataDir = freshPlace();
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'notes.txt'), 'mine');
    const refused = await restore(backup, { EMBERLOG_DATA_DIR: dataDir });
    expect(refused).toMatchObject({ code: 1, output: /something in it already \(notes\.txt\)/ });
    expect(refused.left.toSorted()).toEqual(['lock', 'notes.txt']);
  });

  test('where the log or the tables are on servers', async () => {
    const env = { KAFKA_BROKERS: 'localhost:9092', EMBERLOG_ADDRESS_KEYS: KEYS };
    const refused = await restore(backup, env);
    expect(refused).toMatchObject({ code: 1, left: [], output: /Unset KAFKA_BROKERS/ });
  });
});
