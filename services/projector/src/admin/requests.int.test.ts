import type { createKeyring } from '@emberlog/service-kit';
import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { recordsReply, topicsReply } from '@emberlog/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdminUnderTest, type AdminUnderTest } from '../trial/admin-under-test.ts';
import { openTrialEngine, type TrialEngine } from '../trial/trial-engine.ts';
import type { KeyStore } from './key-routes.ts';

const NOW = Date.UTC(2026, 0, 15);

let engine: TrialEngine;
let log: EventLog;
let admin: AdminUnderTest;
let keys: Parameters<typeof createKeyring>[0];

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(() => {
  log = createMemoryLog({ partitions: 1, clock: () => NOW });
  keys = [];
  const store: KeyStore = {
    owners: () => [{ id: 'write', scopes: ['write'], sha256: '0'.repeat(64) }],
    list: () => keys as ReturnType<KeyStore['list']>,
    add: (key) => Promise.resolve(void (keys = [...keys, key])),
    remove: (id) => Promise.resolve(void (keys = keys.filter((key) => key.id !== id))),
  };
  admin = createAdminUnderTest({ engine, log, keys: { store }, clock: () => NOW });
});
afterAll(async () => {
  await engine.close();
});

const PLACE = { topic: 'emberlog.votes', partition: 0, offset: 0 };

describe('a request that is not valid', () => {
  test.each([
    ['GET', '/dead-letters?topic=likes', undefined, 'topic'],
    ['GET', '/dead-letters?limit=0', undefined, 'limit'],
    ['GET', '/dead-letters?limit=1001', undefined, 'limit'],
    ['GET', '/dead-letters?since=yesterday', undefined, 'since'],
    ['GET', '/dead-letters?state=lost', undefined, 'state'],
    ['GET', '/dead-letters?cursor=abc', undefined, 'cursor'],
    ['GET', '/dead-letters?colour=red', undefined, 'colour'],
    ['POST', '/dead-letters/replay', {}, ''],
    ['POST', '/dead-letters/replay', { filters: {}, places: [PLACE] }, ''],
    ['POST', '/dead-letters/replay', { places: [] }, '/places'],
    ['POST', '/dead-letters/replay', { places: [PLACE], cursor: 'abc' }, '/cursor'],
    ['POST', '/dead-letters/replay', { filters: { topic: 'likes' } }, '/filters/topic'],
    ['POST', '/dead-letters/replay', { filters: {}, policy: 'hope' }, '/policy'],
    ['POST', '/dead-letters/replay', { filters: {}, cursor: 'abc' }, '/cursor'],
    ['POST', '/dead-letters/drop', { filters: {}, policy: 'drop' }, '/policy'],
    [
      'POST',
      '/dead-letters/drop',
      { places: [{ topic: 'emberlog.votes', partition: 0 }] },
      '/places/0/offset',
    ],
    ['POST', '/dead-letters/drop', 'all', ''],
    ['POST', '/keys', { scopes: [] }, '/scopes'],
    ['POST', '/keys', { scopes: ['fly'] }, '/scopes/0'],
    ['POST', '/keys', { scopes: ['read'], id: 'a b' }, '/id'],
    ['GET', '/records?topic=emberlog.votes', undefined, 'partition'],
    ['GET', '/records?topic=emberlog.votes&partition=0&from=1', undefined, 'from'],
    ['GET', '/records?topic=emberlog.votes&partition=0&from=-1', undefined, 'from'],
  ])('%s %s is answered 400 with the field and the rule', async (method, path, body, field) => {
    const reply = await admin.ask(method, path, body);
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
    expect(JSON.stringify(reply.body)).not.toMatch(/SELECT|at .*\.ts/);
  });

  test.each([
    ['GET', '/dead-letters/emberlog.votes/0/7'],
    ['GET', '/dead-letters/votes/0/7'],
    ['GET', '/dead-letters/emberlog.votes/0/-1'],
    ['DELETE', '/keys/nobody'],
    ['GET', '/records?topic=emberlog.votes&partition=7'],
  ])('%s %s names what is not there', async (method, path) => {
    expect(await admin.ask(method, path)).toMatchObject({ status: 404 });
  });
});

test.each([
  ['GET', '/status'],
  ['GET', '/topics'],
  ['GET', '/records?topic=emberlog.votes&partition=0'],
  ['GET', '/dead-letters'],
  ['POST', '/dead-letters/replay'],
  ['POST', '/dead-letters/drop'],
  ['GET', '/keys'],
  ['POST', '/keys'],
  ['DELETE', '/keys/a'],
])('%s %s needs the scope admin', async (method, path) => {
  expect((await admin.ask(method, path, undefined, 'read-key')).status).toBe(403);
  expect((await admin.ask(method, path, undefined, 'unknown')).status).toBe(401);
});

describe('keys', () => {
  test('are made, listed without their secret, and revoked', async () => {
    const made = await admin.ask('POST', '/keys', { scopes: ['read', 'read'], id: 'dashboard' });
    expect(made).toMatchObject({ status: 201, body: { id: 'dashboard', scopes: ['read'] } });
    const listed = await admin.ask('GET', '/keys');
    expect(listed.body['keys']).toEqual([
      { id: 'write', scopes: ['write'], owner: true },
      { id: 'dashboard', scopes: ['read'], owner: false },
    ]);
    expect((await admin.ask('POST', '/keys', { scopes: ['sql'], id: 'dashboard' })).status).toBe(
      409,
    );
    expect((await admin.ask('POST', '/keys', { scopes: ['sql'], id: 'write' })).status).toBe(409);
    expect((await admin.ask('DELETE', '/keys/dashboard')).status).toBe(200);
    expect(keys).toEqual([]);
  });

  test('of the owner are not revoked', async () => {
    const reply = await admin.ask('DELETE', '/keys/write');
    expect(reply).toMatchObject({ status: 409 });
    expect(reply.body['detail']).toContain('keys.json');
  });

  test('that are in a file of their owner are changed there', async () => {
    const onServers = createAdminUnderTest({ engine, log, clock: () => NOW });
    const reply = await onServers.ask('POST', '/keys', { scopes: ['read'] });
    expect(reply).toMatchObject({ status: 409 });
    expect(reply.body['detail']).toContain('EMBERLOG_KEYS_FILE');
    expect((await onServers.ask('GET', '/keys')).body).toEqual({ keys: [] });
  });
});

describe('the log as it is', () => {
  const append = async (...values: Uint8Array[]): Promise<void> => {
    await log.append(values.map((value) => ({ topic: 'emberlog.views', key: 'k', value })));
  };
  const records = async (query: string) =>
    recordsReply.parse(
      (await admin.ask('GET', `/records?topic=emberlog.views&partition=0${query}`)).body,
    );

  test('is read page by page, bytes and text', async () => {
    await append(Buffer.from('one'), Buffer.from([0xff]), Buffer.from('three'));
    const page = await records('&limit=2');
    expect(page).toMatchObject({ next: 2, first: 0, end: 3 });
    expect(page.records).toMatchObject([
      { offset: 0, key: 'k', value: 'b25l', text: 'one', appended: new Date(NOW).toISOString() },
      { offset: 1, value: '/w==', text: null },
    ]);
    expect((await records('&from=2')).records).toMatchObject([{ offset: 2, text: 'three' }]);
    expect(await records('&from=3')).toMatchObject({ records: [], next: 3 });
  });

  test('is given in replies of a mebibyte, and a longer record alone', async () => {
    const large = Buffer.alloc(900_000, 'x');
    await append(large, large, Buffer.alloc(2_000_000, 'y'), large);
    const sizes: number[] = [];
    for (let from = 0; from < 4;) {
      const page = await records(`&from=${from}`);
      sizes.push(page.records.length);
      from = page.next;
    }
    expect(sizes).toEqual([1, 1, 1, 1]);
  });

  test('has its topics and bounds told', async () => {
    await append(Buffer.from('one'));
    const { topics } = topicsReply.parse((await admin.ask('GET', '/topics')).body);
    expect(topics.map(({ topic }) => topic)).toEqual([
      'emberlog.items',
      'emberlog.votes',
      'emberlog.views',
    ]);
    expect(topics[2]).toEqual({
      topic: 'emberlog.views',
      retention_ms: null,
      partitions: [{ partition: 0, first: 0, end: 1 }],
    });
  });
});
