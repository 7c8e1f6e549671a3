import {
  deadLetterChangesReply,
  deadLetterReply,
  deadLettersReply,
  statusReply,
  type DeadLetterChange,
} from '@emberlog/api';
import { deadLetterBlock, truncateTable, voteBlock } from '@emberlog/clickhouse';
import { createMemoryLog, type EventLog, type NewRecord } from '@emberlog/event-log';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { deadLetter } from '../records/dead-letter.ts';
import { createOriginOf } from '../records/origin.ts';
import { startProjector, type Projector } from '../start-projector.ts';
import { createAdminUnderTest, type AdminUnderTest } from '../trial/admin-under-test.ts';
import { actor, recordOf } from '../trial/record-of.ts';
import { recordsOf } from '../trial/random-history.ts';
import { storedVotes } from '../trial/stored-rows.ts';
import { openTrialEngine, quiet, type TrialEngine } from '../trial/trial-engine.ts';
import { untilProjected } from '../trial/until-projected.ts';
import { createVoteProjection } from '../votes/vote-projection.ts';

const NOW = Date.UTC(2026, 0, 15);

let engine: TrialEngine;
let now: number;
let log: EventLog;
let projector: Projector;
let admin: AdminUnderTest;

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(async () => {
  await engine.empty();
  now = NOW;
  log = createMemoryLog({ partitions: 2, clock: () => now });
});
afterEach(async () => {
  await projector.close();
});
afterAll(async () => {
  await engine.close();
});

const begin = async (): Promise<void> => {
  projector = await startProjector({ log, database: engine.database, logger: quiet, noticeMs: 1 });
  admin = createAdminUnderTest({ engine, log, projector, clock: () => now });
  await caughtUp();
};
const caughtUp = async (): Promise<void> =>
  await untilProjected(projector, log, engine.database.reader);

const vote = (item: string, by: number): NewRecord =>
  recordOf({
    type: 'item.upvoted',
    subject: item,
    id: `${item}-${by}`,
    time: NOW - 1_000,
    data: { actor: actor(by) },
  });
const poison = (n: number): NewRecord => ({
  topic: 'emberlog.votes',
  key: `item-${n}`,
  value: Buffer.from(`{"poison":${n}}`),
});
const list = async (query = '') =>
  deadLettersReply.parse((await admin.ask('GET', `/dead-letters${query}`)).body);
const post = async (what: 'replay' | 'drop', body: object) => {
  // What is appended in the very millisecond in which a walk begins is left to the next.
  now += 1;
  return deadLetterChangesReply.parse(
    (await admin.ask('POST', `/dead-letters/${what}`, body)).body,
  );
};
const outcomes = (changes: readonly DeadLetterChange[]): string[] =>
  changes.map(({ outcome }) => outcome);
const votesOf = async () => {
  const votes = await storedVotes(engine.database.reader);
  return votes.reduce((sum, { delta }) => sum + delta, 0);
};
/** What an older version, which could not read these records, left behind of them. */
const leaveUnread = async (): Promise<void> => {
  const { reader, writer } = engine.database;
  const { deadRow } = createVoteProjection({ reader, maxStateEntries: 1 });
  const originOf = createOriginOf(new Map());
  const records = await recordsOf(log, 'emberlog.votes');
  const reason = 'dataschema: is a version that is not known';
  const unread = records.map((record) => ({ record, reason, origin: originOf(record) }));
  await writer.insert(deadLetterBlock(unread.map(deadLetter)));
  await writer.insert(voteBlock(unread.map(({ origin }) => deadRow(origin))));
};

test('a thousand records that an older version could not read count exactly after a replay', async () => {
  const votes = Array.from({ length: 1_000 }, (_, n) => vote(`item-${n % 7}`, n));
  await log.append(votes);
  await leaveUnread();
  await begin();
  expect(await votesOf()).toBe(0);
  expect((await list('?state=open&limit=1')).matching).toBe(1_000);

  const dry = await post('replay', { filters: {}, dry_run: true, limit: 1_000 });
  expect(new Set(outcomes(dry.changes))).toEqual(new Set(['replayed']));
  expect(await recordsOf(log, 'emberlog.votes')).toHaveLength(1_000);

  let cursor: string | null = null;
  let pages = 0;
  do {
    const body: object = { filters: {}, limit: 300, ...(cursor === null ? {} : { cursor }) };
    cursor = (await post('replay', body)).next_cursor;
    pages += 1;
  } while (cursor !== null);
  await caughtUp();
  expect(pages).toBe(4);
  expect(await votesOf()).toBe(1_000);
  expect((await list('?state=replayed&limit=1')).matching).toBe(1_000);

  // A rebuild reads the originals, and finds the replayed ones repeated.
  await projector.close();
  await engine.database.writer.command(truncateTable('votes'));
  await begin();
  expect(await votesOf()).toBe(1_000);
  expect((await list('?state=resolved&limit=1')).matching).toBe(1_000);
});

// Seen to fail when the mark is written first.
test('a replay that was cut off between log and mark is repeated, and counts nothing twice', async () => {
  await log.append([vote('a', 1), vote('b', 2)]);
  await leaveUnread();
  await begin();
  const broken = createAdminUnderTest({
    log,
    projector,
    clock: () => now,
    engine: {
      ...engine,
      database: {
        ...engine.database,
        writer: {
          ...engine.database.writer,
          insert: () => Promise.reject(new Error('killed')),
        },
      },
    },
  });
  now += 1;
  expect((await broken.ask('POST', '/dead-letters/replay', { filters: {} })).status).toBe(500);
  await caughtUp();
  expect(await votesOf()).toBe(2);
  expect((await list('?state=open')).dead_letters).toHaveLength(2);
  expect(outcomes((await post('replay', { filters: {} })).changes)).toEqual([
    'replayed',
    'replayed',
  ]);
  await caughtUp();
  expect(await votesOf()).toBe(2);
  expect(await recordsOf(log, 'emberlog.votes')).toHaveLength(6);
});

test('a record that still cannot be read stops a replay before it, unless the policy says otherwise', async () => {
  await log.append([poison(1), poison(1)]);
  await begin();
  const stopped = await post('replay', { filters: {} });
  expect(stopped).toMatchObject({ stopped: true, next_cursor: null });
  expect(stopped.changes).toMatchObject([{ outcome: 'unreadable', appended_as: null }]);
  expect(stopped.changes[0]?.reason).not.toBeNull();
  expect((await list('?state=open')).matching).toBe(2);

  const [first] = (await list('?state=open')).dead_letters;
  const { topic, partition, offset } = first ?? { topic: '', partition: 0, offset: 0 };
  const places = [{ topic, partition, offset }];
  const again = await post('replay', { places, policy: 'dead-letter-again' });
  expect(outcomes(again.changes)).toEqual(['again']);
  await caughtUp();
  expect((await list('?state=open')).matching).toBe(2);
  expect(outcomes((await post('replay', { places })).changes)).toEqual(['not_open']);

  expect(outcomes((await post('replay', { filters: {}, policy: 'drop' })).changes)).toEqual([
    'dropped',
    'dropped',
  ]);
  expect(await recordsOf(log, 'emberlog.votes')).toHaveLength(3);
  expect((await list()).dead_letters.map(({ state }) => state).sort()).toEqual([
    'dropped',
    'dropped',
    'replayed',
  ]);
});

test('a walk does not meet the letters that it makes itself', async () => {
  await log.append(Array.from({ length: 5 }, (_, n) => poison(n)));
  await begin();
  let cursor: string | null = null;
  let handled = 0;
  do {
    const body = { filters: {}, policy: 'dead-letter-again', limit: 1 };
    const reply = await post('replay', cursor === null ? body : { ...body, cursor });
    await caughtUp();
    handled += reply.changes.length;
    cursor = reply.next_cursor;
  } while (cursor !== null);
  expect(handled).toBe(5);
  expect((await list('?state=open')).matching).toBe(5);
});

test('letters are dropped by place or by filter, and kept', async () => {
  await log.append([poison(1), { ...vote('a', 1), key: 'b' }]);
  await begin();
  const dropped = await post('drop', { filters: { reason: 'subject' } });
  expect(outcomes(dropped.changes)).toEqual(['dropped']);
  const nowhere = { topic: 'emberlog.items', partition: 0, offset: 99 };
  expect(outcomes((await post('drop', { places: [nowhere] })).changes)).toEqual(['not_found']);
  expect((await list()).dead_letters).toHaveLength(2);
  expect(outcomes((await post('drop', { filters: {}, dry_run: true })).changes)).toEqual([
    'dropped',
  ]);
  expect((await list('?state=open')).dead_letters).toHaveLength(1);
});

// Seen to fail when every row that is not dead counts as read.
test('a letter whose table is being filled again is open until its record is read', async () => {
  await log.append([vote('a', 1)]);
  await leaveUnread();
  await begin();
  await projector.close();
  await engine.database.writer.command(truncateTable('votes'));
  expect((await list('?state=open')).matching).toBe(1);
  await begin();
  expect((await list('?state=resolved')).matching).toBe(1);
});

test('a letter is shown whole, with why it cannot be read today', async () => {
  const bytes = Buffer.from([0xff, 0x00, 0x0a]);
  await log.append([{ topic: 'emberlog.votes', key: 'k"\u0000', value: bytes }]);
  await begin();
  const [letter] = (await list()).dead_letters;
  const path = `/dead-letters/emberlog.votes/${letter?.partition}/0`;
  const shown = deadLetterReply.parse((await admin.ask('GET', path)).body);
  expect(shown).toEqual({
    topic: 'emberlog.votes',
    partition: letter?.partition,
    offset: 0,
    key: 'k"\u0000',
    bytes: 3,
    reason: 'not JSON in UTF-8',
    appended: new Date(NOW).toISOString(),
    state: 'open',
    replayed_as: null,
    marked_at: null,
    value: bytes.toString('base64'),
    text: null,
    reason_now: 'not JSON in UTF-8',
  });
});

test('filters, pages and states select letters', async () => {
  await log.append(Array.from({ length: 5 }, (_, n) => poison(n)));
  now += 60_000;
  await log.append([{ topic: 'emberlog.items', key: 'x', value: Buffer.from('x') }]);
  await begin();
  expect((await list('?topic=emberlog.items')).matching).toBe(1);
  expect((await list(`?since=${new Date(now).toISOString()}`)).matching).toBe(1);
  expect((await list(`?until=${new Date(now).toISOString()}`)).matching).toBe(5);
  expect((await list('?reason=UTF-8')).matching).toBe(1);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await list(`?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.dead_letters.map((each) => `${each.topic}/${each.partition}/${each.offset}`));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(seen).toHaveLength(6);
  expect(seen).toEqual([...new Set(seen)].sort());
});

test('the status has every partition, its lag, and letters by reason', async () => {
  await log.append([vote('a', 1), poison(1), poison(2)]);
  await begin();
  await projector.close();
  now += 5_000;
  await log.append([vote('a', 2)]);
  now += 2_500;
  const reply = await admin.ask('GET', '/status');
  const status = statusReply.parse(reply.body);
  expect(status).toMatchObject({
    version: '1.2.3',
    read_model: { view_window: '30m', logic: { items: 1, votes: 1, views: 1 }, beside: [] },
  });
  expect(status.partitions).toHaveLength(6);
  const behind = status.partitions.filter(({ lag_records: lag }) => lag > 0);
  expect(behind).toMatchObject([{ topic: 'emberlog.votes', lag_records: 1, lag_seconds: 2.5 }]);
  expect(status.dead_letters).toMatchObject({ open: 2, by_reason: [{ open: 2, dropped: 0 }] });
});
