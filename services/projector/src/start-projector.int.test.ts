import { defineQuery, integer, type Writer } from '@emberlog/clickhouse';
import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startProjector, type Projector, type ProjectorOptions } from './start-projector.ts';
import { actor, recordOf } from './trial/record-of.ts';
import { storedRows, storedViews, storedVotes } from './trial/stored-rows.ts';
import { openTrialEngine, quiet, type TrialEngine } from './trial/trial-engine.ts';
import { untilProjected } from './trial/until-projected.ts';

const NOW = Date.UTC(2026, 0, 31, 23, 59);
const DAY = 86_400_000;

let engine: TrialEngine;
let now: number;
let log: EventLog;
let projector: Projector;

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

const start = async (options: Partial<ProjectorOptions> = {}): Promise<void> => {
  projector = await startProjector({
    ...{ log, database: engine.database, logger: quiet, noticeMs: 1 },
    ...options,
  });
};

const caughtUp = async (): Promise<void> =>
  await untilProjected(projector, log, engine.database.reader);

const vote = (item: string, by: number, time: number, id = `${by}-${time}`) =>
  recordOf({ type: 'item.upvoted', subject: item, id, time, data: { actor: actor(by) } });

const retraction = (item: string, by: number, time: number) =>
  recordOf({
    type: 'item.upvote_retracted',
    subject: item,
    id: `r${by}-${time}`,
    time,
    data: { actor: actor(by) },
  });

const view = (item: string, id: string, time: number, by?: number) =>
  recordOf({
    type: 'item.viewed',
    subject: item,
    id,
    time,
    data: by === undefined ? {} : { actor: actor(by) },
  });

const outcomesOfVotes = async (): Promise<readonly string[]> =>
  (await storedVotes(engine.database.reader)).map(({ outcome }) => outcome);

test('records become rows of their topic, and listeners hear of it', async () => {
  let calls = 0;
  await start();
  projector.onProgress(() => {
    calls += 1;
  });
  await log.append([
    recordOf({ type: 'item.published', subject: 'a', id: '1', time: NOW, data: { title: 'T' } }),
    vote('a', 1, NOW),
    view('a', 'v', NOW, 1),
  ]);
  await caughtUp();
  expect(await storedRows(engine.database.reader, 'items')).toHaveLength(1);
  expect(await outcomesOfVotes()).toEqual(['counted']);
  expect(await storedViews(engine.database.reader)).toMatchObject([
    { outcome: 'counted', delta: 1 },
  ]);
  expect(calls).toBeGreaterThanOrEqual(3);
});

test.each([
  ['in one batch', 100],
  ['in batches of one', 1],
])('duplicates %s count once', async (_name, maxBatch) => {
  await log.append([
    vote('a', 1, NOW, 'same'),
    vote('a', 1, NOW, 'same'),
    vote('a', 1, NOW + 1),
    retraction('a', 1, NOW + 2),
    retraction('a', 1, NOW + 2),
    vote('a', 2, NOW),
  ]);
  await start({ maxBatch, maxStateEntries: 1 });
  await caughtUp();
  expect(await outcomesOfVotes()).toEqual([
    'counted',
    'stale',
    'repeat',
    'counted',
    'stale',
    'counted',
  ]);
});

test('duplicates after a restart count once, and a retraction finds the time of its vote', async () => {
  await log.append([vote('a', 1, NOW - DAY, 'x'), view('a', 'v', NOW, 1), view('a', 'w', NOW)]);
  await start();
  await caughtUp();
  await projector.close();
  await log.append([
    vote('a', 1, NOW - DAY, 'x'),
    retraction('a', 1, NOW),
    view('a', 'other', NOW + 1, 1),
    view('a', 'w', NOW),
  ]);
  await start();
  await caughtUp();
  expect(await storedVotes(engine.database.reader)).toMatchObject([
    { outcome: 'counted', delta: 1, effective: NOW - DAY },
    { outcome: 'stale', delta: 0, effective: NOW - DAY },
    { outcome: 'counted', delta: -1, effective: NOW - DAY, recorded: NOW },
  ]);
  const views = await storedViews(engine.database.reader);
  expect(views.map(({ outcome }) => outcome)).toEqual(['counted', 'counted', 'repeat', 'repeat']);
});

test('an anonymous view counts again after its id was remembered for eight days', async () => {
  await log.append([view('a', 'v', NOW)]);
  await start();
  await caughtUp();
  await projector.close();
  now = NOW + 8 * DAY;
  await log.append([view('a', 'v', NOW)]);
  now += 1;
  await log.append([view('a', 'v', NOW), view('a', 'v', NOW)]);
  await start();
  await caughtUp();
  const views = await storedViews(engine.database.reader);
  expect(views.map(({ outcome }) => outcome)).toEqual(['counted', 'repeat', 'counted', 'repeat']);
});

test('a batch is cut where the month of its records changes', async () => {
  await log.append([vote('a', 1, NOW), vote('b', 1, NOW)]);
  now = Date.UTC(2026, 1, 1);
  await log.append([vote('a', 2, NOW), vote('b', 2, NOW)]);
  now = NOW;
  await log.append([vote('a', 3, NOW)]);
  await start();
  await caughtUp();
  const parts = defineQuery({
    name: 'rows-by-part',
    sql: `
      SELECT partition, sum(rows) AS part_rows FROM system.parts
      WHERE database = 'emberlog' AND table = 'votes' AND active
      GROUP BY partition ORDER BY partition`,
    params: z.object({}),
    row: z.object({ partition: z.string(), part_rows: integer }),
  });
  // The last vote came while the clock stood in January again: what was logged stays February.
  expect(await engine.database.reader.query(parts, {})).toEqual([
    { partition: '202601', part_rows: 2 },
    { partition: '202602', part_rows: 3 },
  ]);
});

test('an unreadable record leaves a dead letter and a row, and the rest goes on', async () => {
  const misplaced = { ...vote('a', 1, NOW), topic: 'emberlog.views' as const };
  const late = view('a', 'late', Date.UTC(2150, 0, 1));
  await log.append([
    { topic: 'emberlog.votes', key: 'a', value: Buffer.from([0xff, 0x00]) },
    { ...vote('b', 1, NOW), key: 'a' },
    vote('a', 1, NOW),
    misplaced,
    late,
  ]);
  await start();
  await caughtUp();
  expect(await outcomesOfVotes()).toEqual(['dead', 'dead', 'counted']);
  const letters = defineQuery({
    name: 'letters',
    sql: "SELECT topic, reason, base64Decode(bytes) = unhex('FF00') AS whole FROM emberlog.dead_letters FINAL ORDER BY topic, off",
    params: z.object({}),
    row: z.object({ topic: z.string(), reason: z.string(), whole: integer }),
  });
  expect(await engine.database.reader.query(letters, {})).toEqual([
    { topic: 'emberlog.views', reason: 'type: does not belong to the views', whole: 0 },
    { topic: 'emberlog.views', reason: 'time: is later than the table can hold', whole: 0 },
    { topic: 'emberlog.votes', reason: 'not JSON in UTF-8', whole: 1 },
    { topic: 'emberlog.votes', reason: 'subject: is not the key of the record', whole: 0 },
  ]);
});

test('a batch of more items than one query may ask for is resolved as a whole', async () => {
  const items = Array.from({ length: 2_500 }, (_, n) => `${'x'.repeat(190)}${n}`);
  await log.append(items.map((item) => vote(item, 1, NOW, 'once')));
  await log.append(items.map((item) => view(item, 'once', NOW, 1)));
  await log.append(items.map((item) => view(item, 'anonymous', NOW)));
  await start();
  await caughtUp();
  await projector.close();
  await log.append(items.map((item) => vote(item, 1, NOW, 'once')));
  await log.append(items.map((item) => view(item, 'once', NOW, 1)));
  await log.append(items.map((item) => view(item, 'anonymous', NOW)));
  await start();
  await caughtUp();
  const counted = (rows: readonly { outcome: string }[]): number =>
    rows.filter(({ outcome }) => outcome === 'counted').length;
  expect(counted(await storedVotes(engine.database.reader))).toBe(2_500);
  expect(counted(await storedViews(engine.database.reader))).toBe(5_000);
});

test('it is not ready before what was known at the start is projected', async () => {
  await log.append([vote('a', 1, NOW), vote('a', 2, NOW)]);
  await start();
  expect(projector.status()).toBe('projecting votes: 0 of 2 records');
  await caughtUp();
  expect(projector.status()).toBeNull();
});

test('closing waits for the insert in flight and ends done', async () => {
  await log.append([vote('a', 1, NOW)]);
  const { writer } = engine.database;
  let begun: () => void = () => undefined;
  const inserting = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const insert: Writer['insert'] = async (block) => {
    begun();
    await writer.insert(block);
  };
  await start({ database: { ...engine.database, writer: { ...writer, insert } } });
  await inserting;
  await projector.close();
  expect(await outcomesOfVotes()).toEqual(['counted']);
  await expect(projector.done).resolves.toBeUndefined();
});
