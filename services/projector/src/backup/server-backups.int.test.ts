import {
  dropDatabase,
  FACT_TABLES,
  filledTables,
  migrate,
  openServer,
  restoreTables,
  type Database,
} from '@emberlog/clickhouse';
import { serveClickHouse, type ServedClickHouse } from '@emberlog/clickhouse-http';
import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { fingerprintOf } from '@emberlog/service-kit';
import { temporaryDirectory, waitUntil, type TemporaryDirectory } from '@emberlog/testing';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examine } from '../doctor/examine.ts';
import { runRestore } from '../restore/run-restore.ts';
import { startProjector, type Projector } from '../start-projector.ts';
import { createAdminUnderTest, type AdminUnderTest } from '../trial/admin-under-test.ts';
import { actor, recordOf } from '../trial/record-of.ts';
import { storedRows } from '../trial/stored-rows.ts';
import { quiet } from '../trial/trial-engine.ts';
import { untilProjected } from '../trial/until-projected.ts';
import { openServerBackups } from './open-server-backups.ts';

const SECRET = 'ab'.repeat(32);
const fingerprint = fingerprintOf(Buffer.from(SECRET, 'hex'));

let directory: TemporaryDirectory;
let served: ServedClickHouse;
let database: Database;
let log: EventLog;
let admin: AdminUnderTest;
let stop: (() => Promise<void>) | undefined;

const project = async (): Promise<Projector> => {
  const projector = await startProjector({
    log,
    database,
    logger: quiet,
    fingerprint,
    noticeMs: 0,
  });
  await untilProjected(projector, log, database.reader);
  return projector;
};

const append = async (from: number, to: number): Promise<void> => {
  const votes = Array.from({ length: to - from }, (_, n) =>
    recordOf({
      ...{ id: `v${from + n}`, type: 'item.upvoted', subject: `paper/${n % 7}`, time: 500 },
      data: { actor: actor(from + n) },
    }),
  );
  const unreadable = { topic: 'emberlog.votes', key: 'paper/1', value: Buffer.from('no') } as const;
  await log.append([...votes, unreadable]);
};

const rows = async () =>
  await Promise.all(FACT_TABLES.map(async (table) => await storedRows(database.reader, table)));

const filled = async (): Promise<string[]> =>
  (await database.reader.query(filledTables, {})).map(({ table_name: table }) => table);

const restore = async (backup: string, env: Readonly<Record<string, string>> = {}) => {
  let output = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      output += String(chunk);
      done();
    },
  });
  const code = await runRestore({
    ...{ backup, stdout: stream, stderr: stream, clock: Date.now },
    env: {
      KAFKA_BROKERS: 'nobody:9092',
      CLICKHOUSE_URL: served.url,
      EMBERLOG_SECRET: SECRET,
      ...env,
    },
  });
  return { code, output };
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  const path = join(directory.path, 'engine');
  const backups = join(directory.path, 'backups');
  served = await serveClickHouse({ path, backups, host: '127.0.0.1', port: 0 });
  database = openServer({ url: served.url });
  await migrate(database.writer);
  log = createMemoryLog({ partitions: 2, clock: () => 1_000 });
  const made = openServerBackups({
    ...{ database, logger: quiet, clock: Date.now },
    onStop: (_, step) => {
      stop = async () => {
        await step();
      };
    },
  });
  admin = createAdminUnderTest({ engine: { database }, log, clock: Date.now, backups: made });
});

afterAll(async () => {
  await stop?.();
  await database.close();
  await served.close();
  await directory.remove();
});

test('tables of a server are backed up while they are projected, and restored where none are', async () => {
  await append(0, 500);
  const projector = await project();
  expect(await admin.ask('POST', '/backups', { name: 'first', dry_run: true })).toMatchObject({
    status: 200,
    body: { state: 'planned', downloadable: false, positions: null },
  });
  const asked = await admin.ask('POST', '/backups', { name: 'first' });
  expect(asked).toMatchObject({ status: 202, body: { state: 'running' } });
  await append(500, 1_000);
  await waitUntil(async () => (await admin.ask('GET', '/backups/first')).body['state'] === 'done');
  await untilProjected(projector, log, database.reader);
  await projector.close();
  const before = await rows();

  expect(await restore('first')).toMatchObject({ code: 1, output: /has rows \(.*votes/ });
  expect(await rows()).toEqual(before);
  await database.writer.command(dropDatabase);
  await migrate(database.writer);
  const another = await restore('first', { EMBERLOG_SECRET: 'cd'.repeat(32) });
  expect(another).toMatchObject({ code: 1, output: /made with another secret/ });
  expect(await filled()).toEqual([]);
  expect(await restore('first')).toMatchObject({
    code: 0,
    output: /restored first: 1\d checks, 0 of their findings/,
  });
  expect(await filled()).toEqual(expect.arrayContaining(['dead_letters', 'origin', 'votes']));

  const again = await project();
  expect(await rows()).toEqual(before);
  const findings = (await examine(again.checks, { thorough: true })).flatMap(
    (each) => each.findings,
  );
  // Appended long ago, by the clock of this log.
  expect(findings.filter(({ level }) => level === 'alarm')).toEqual([]);
  await again.close();
});

test('a restore that is killed leaves tables that never began, and may be given again', async () => {
  const before = await filled();
  await database.writer.command(dropDatabase);
  const kill = async (): Promise<void> => {
    const killed = restoreTables({
      ...{ database, name: 'first' },
      onProgress: () => {
        throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
  };
  await kill();
  await waitUntil(async () => (await filled()).includes('votes'));
  expect(await filled()).not.toContain('origin');
  await waitUntil(async () => (await restore('first')).code === 0);
  expect(await filled()).toEqual(before);
});

test('of two that are asked for at once, one is made', async () => {
  const both = ['left', 'right'].map(async (name) => await admin.ask('POST', '/backups', { name }));
  const replies = await Promise.all(both);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([202, 409]);
  expect(replies.find(({ status }) => status === 409)?.body['detail']).toMatch(
    /^the backup (left|right) is under way/,
  );
  await waitUntil(async () => {
    const { backups } = (await admin.ask('GET', '/backups')).body as {
      backups: readonly { state: string }[];
    };
    return backups.every(({ state }) => state === 'done') && backups.length === 2;
  });
});

test('a backup that is there or is not, and files that lie elsewhere, are refused by a sentence', async () => {
  const asked = async (name: unknown) => await admin.ask('POST', '/backups', { name });
  expect(await asked('first')).toMatchObject({
    status: 409,
    body: { detail: /there is a backup first/ },
  });
  expect(await asked('../first')).toMatchObject({
    status: 400,
    body: { detail: /\/name must be/ },
  });
  expect(await admin.ask('GET', '/backups/none')).toMatchObject({ status: 404 });
  for (const [method, path] of [
    ['DELETE', '/backups/first'],
    ['GET', '/backups/first/file'],
  ] as const) {
    expect(await admin.ask(method, path)).toMatchObject({
      status: 409,
      body: { detail: /lies on the ClickHouse server/ },
    });
  }
  await database.writer.command(dropDatabase);
  expect(await restore('none')).toMatchObject({ code: 1, output: /there is no backup none/ });
  expect(await restore('../first')).toMatchObject({
    code: 1,
    output: /needs the name of a backup/,
  });
});
