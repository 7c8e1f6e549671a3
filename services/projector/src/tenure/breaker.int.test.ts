import type { Database } from '@emberlog/clickhouse';
import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { naiveVotes, waitUntil } from '@emberlog/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startProjector, type Projector } from '../start-projector.ts';
import { actor, recordOf } from '../trial/record-of.ts';
import { recordsOf } from '../trial/random-history.ts';
import { storedVotes } from '../trial/stored-rows.ts';
import { openTrialEngine, quiet, type TrialEngine } from '../trial/trial-engine.ts';
import { untilProjected } from '../trial/until-projected.ts';

const NOW = Date.UTC(2026, 0, 30, 12);
/** One of the first partition of two, one of the second that our code fails on, and its neighbour. */
const [GOOD, BAD, NEIGHBOUR] = ['a', 'f', 'h'];

let engine: TrialEngine;
let log: EventLog;
let projectors: Projector[];

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(async () => {
  await engine.empty();
  log = createMemoryLog({ partitions: 2, clock: () => NOW });
  projectors = [];
});
afterEach(async () => {
  await Promise.all(projectors.map(async (each) => await each.close()));
});
afterAll(async () => {
  await engine.close();
});

/** An engine whose answer on one item does not fit what our code expects. */
const surprising = (database: Database): Database => ({
  ...database,
  reader: {
    query: async (query, params) => {
      const { items } = params as { readonly items?: readonly string[] };
      if (items?.includes(BAD) === true) z.never().parse(items);
      return await database.reader.query(query, params);
    },
  },
});

const start = async (database: Database): Promise<Projector> => {
  const projector = await startProjector({ log, database, logger: quiet, retryDelay: 5 });
  projectors.push(projector);
  return projector;
};

const vote = (subject: string, by: number) =>
  recordOf({ type: 'item.upvoted', subject, id: `v${by}`, time: NOW, data: { actor: actor(by) } });

const partitionOf = async (item: string): Promise<number> => {
  const [placed] = await createMemoryLog({ partitions: 2, clock: () => NOW }).append([
    vote(item, 1),
  ]);
  return placed?.partition ?? -1;
};

// Seen to fail with nothing projected at all when a mistake ends the projector, and with the rows
// before the record missing when the batch is dropped as a whole.
test('where our code fails on a valid record its partition stands still, and no other', async () => {
  const bad = await partitionOf(BAD);
  expect(await partitionOf(GOOD)).not.toBe(bad);
  expect(await partitionOf(NEIGHBOUR)).toBe(bad);
  await log.append([
    vote(NEIGHBOUR, 1),
    vote(NEIGHBOUR, 2),
    vote(BAD, 1),
    vote(NEIGHBOUR, 3),
    vote(GOOD, 1),
  ]);
  const projector = await start(surprising(engine.database));
  await waitUntil(() => projector.trouble() !== null, { timeoutMs: 20_000, what: 'the breaker' });
  await log.append([vote(GOOD, 2), vote(NEIGHBOUR, 4)]);
  await waitUntil(async () => (await storedVotes(engine.database.reader)).length === 4, {
    timeoutMs: 20_000,
    what: 'what comes after',
  });
  expect(projector.trouble()).toMatch(
    new RegExp(
      `^partition ${bad} of votes stands still at offset 2, where our own code fails \\(ZodError`,
    ),
  );
  expect(projector.status()).toBeNull();
  const records = await recordsOf(log, 'emberlog.votes');
  const projected = naiveVotes(records).filter(({ kp, offset }) => kp !== bad || offset < 2);
  expect(await storedVotes(engine.database.reader)).toEqual(projected);
  await projector.close();

  const mended = await start(engine.database);
  await untilProjected(mended, log, engine.database.reader);
  expect(mended.trouble()).toBeNull();
  expect(await storedVotes(engine.database.reader)).toEqual(naiveVotes(records));
});

// Seen to fail when what cannot be decoded is taken for a mistake of ours.
test('records that cannot be read trip nothing', async () => {
  await log.append([
    { topic: 'emberlog.votes', key: GOOD, value: new Uint8Array(3) },
    vote(GOOD, 1),
    { topic: 'emberlog.votes', key: 'other', value: new TextEncoder().encode('{"id":1}') },
  ]);
  const projector = await start(engine.database);
  await untilProjected(projector, log, engine.database.reader);
  expect(projector.trouble()).toBeNull();
});
