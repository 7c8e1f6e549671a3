import { createMemoryLog, TOPICS, type EventLog } from '@emberlog/event-log';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startProjector, type Projector } from '../start-projector.ts';
import { actor, recordOf } from '../trial/record-of.ts';
import { storedRows } from '../trial/stored-rows.ts';
import { openTrialEngine, quiet, type TrialEngine } from '../trial/trial-engine.ts';
import { untilProjected } from '../trial/until-projected.ts';
import { ProjectionRefusedError } from './projection-refused-error.ts';

const JANUARY = Date.UTC(2026, 0, 10);
const FEBRUARY = Date.UTC(2026, 1, 10);

/** They lie in both of two partitions. */
const ITEMS = ['a', 'b', 'c', 'd', 'e'];

let engine: TrialEngine;
let now: number;
let log: EventLog;
let projectors: Projector[];

beforeAll(async () => {
  engine = await openTrialEngine();
});

beforeEach(async () => {
  await engine.empty();
  projectors = [];
  log = createMemoryLog({ partitions: 2, clock: () => now });
  await fill(log);
  await project(log);
});

afterEach(async () => {
  await Promise.all(projectors.map(async (projector) => await projector.close()));
});

afterAll(async () => {
  await engine.close();
});

/** Votes of two months on some items, the second month repeating the first. */
const fill = async (into: EventLog, voters = 4): Promise<void> => {
  for (const month of [JANUARY, FEBRUARY]) {
    now = month;
    for (let by = 0; by < voters; by += 1) {
      await into.append(ITEMS.map((item) => vote(item, by, month)));
    }
  }
};

const vote = (item: string, by: number, time: number) =>
  recordOf({ type: 'item.upvoted', subject: item, id: 'v', time, data: { actor: actor(by) } });

const start = async (from: EventLog, fingerprint?: string): Promise<Projector> => {
  const projector = await startProjector({
    log: from,
    database: engine.database,
    logger: quiet,
    maxBatch: 5,
    noticeMs: 1,
    ...(fingerprint === undefined ? {} : { fingerprint }),
  });
  projectors.push(projector);
  return projector;
};

/** Projects to the end of the log, then stops. */
const project = async (from: EventLog): Promise<void> => {
  const projector = await start(from);
  await untilProjected(projector, from, engine.database.reader);
  await projector.close();
};

const votes = async (): Promise<readonly string[]> =>
  await storedRows(engine.database.reader, 'votes');

test('a table that lost a month is projected again, row for row', async () => {
  const before = await votes();
  await engine.database.writer.command('ALTER TABLE emberlog.votes DETACH PARTITION 202601');
  expect((await votes()).length).toBeLessThan(before.length);
  const projector = await start(log);
  expect(projector.status()).toMatch(/^projecting votes again: \d+ of 40 records$/);
  await untilProjected(projector, log, engine.database.reader);
  expect(projector.status()).toBeNull();
  expect(await votes()).toEqual(before);
});

test('a table with rows twice is projected again, row for row', async () => {
  const before = await votes();
  await engine.database.writer.command('INSERT INTO emberlog.votes SELECT * FROM emberlog.votes');
  await project(log);
  expect(await votes()).toEqual(before);
});

// Seen to fail when only the rows of a partition are counted.
test('an offset that is missing where another is there twice is found', async () => {
  const before = await votes();
  await engine.database.writer.command(
    'ALTER TABLE emberlog.votes UPDATE off = 3 WHERE kp = 0 AND off = 4 SETTINGS mutations_sync = 2',
  );
  expect(await votes()).toHaveLength(before.length);
  await project(log);
  expect(await votes()).toEqual(before);
});

test('rows lost at the end are projected again from where they were lost', async () => {
  const before = await votes();
  await engine.database.writer.command('ALTER TABLE emberlog.votes DROP PARTITION 202602');
  await project(log);
  expect(await votes()).toEqual(before);
});

test.each([
  ['ends earlier', 1, 0, 'the log ends at'],
  ['was written at another time', 4, 1, 'holds another record at offset'],
])('a log that %s is refused and even a damaged table stays as it is', async (...given) => {
  const [, voters, shift, message] = given;
  const other = createMemoryLog({ partitions: 2, clock: () => now + shift });
  await fill(other, voters);
  await engine.database.writer.command('ALTER TABLE emberlog.votes DROP PARTITION 202601');
  const before = await votes();
  const refused = start(other);
  await expect(refused).rejects.toThrow(ProjectionRefusedError);
  await expect(refused).rejects.toThrow(message);
  expect(before.length).toBeGreaterThan(0);
  expect(await votes()).toEqual(before);
});

test('a log with fewer partitions is refused', async () => {
  const other = createMemoryLog({ partitions: 1, clock: () => now });
  await fill(other);
  await expect(start(other)).rejects.toThrow('partitions, the log has 1: items would move');
});

// Seen to be projected on, with items in two partitions, when nobody remembers how many there were.
test('a log that was given more partitions is refused, though it holds the same records', async () => {
  const more: EventLog = {
    ...log,
    bounds: async () => [
      ...(await log.bounds()),
      ...TOPICS.map((topic) => ({ topic, partition: 2, first: 0, end: 0 })),
    ],
  };
  const before = await votes();
  await expect(start(more)).rejects.toThrow('topics of 2 partitions, the log has 3');
  expect(await votes()).toEqual(before);
});

// Seen to fail when the fingerprint is not compared.
test('tables that were begun with another secret are refused', async () => {
  await (await start(log, 'first')).close();
  await expect(start(log, 'second')).rejects.toThrow(ProjectionRefusedError);
  await expect(start(log, 'second')).rejects.toThrow('with another secret');
  await (await start(log, 'first')).close();
});
