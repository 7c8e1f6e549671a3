import { createMemoryLog } from '@emberlog/event-log';
import { naiveViews, naiveVotes } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProjector } from '../start-projector.ts';
import { withFailingInserts, type Fate } from '../trial/failing-inserts.ts';
import { randomRecord, recordsOf } from '../trial/random-history.ts';
import { createRandom, type Random } from '../trial/seeded-random.ts';
import { storedViews, storedVotes } from '../trial/stored-rows.ts';
import { openTrialEngine, quiet, type TrialEngine } from '../trial/trial-engine.ts';
import { untilProjected } from '../trial/until-projected.ts';

const HOUR = 3_600_000;
/** Two days before the end of a month: most histories cross it. */
const START = Date.UTC(2026, 0, 30);

let engine: TrialEngine;

beforeAll(async () => {
  engine = await openTrialEngine();
});

afterAll(async () => {
  await engine.close();
});

/** Every fourth insert fails, the first one too, in either way by turns. */
const oneInFour = (): (() => Fate) => {
  let inserts = 0;
  return () => {
    inserts += 1;
    if (inserts % 4 !== 1) return 'written';
    return inserts % 8 === 1 ? 'lost' : 'unanswered';
  };
};

/** One history: appends and restarts at random, hours or days between the appends. */
const live = async (random: Random, fateOf: () => Fate) => {
  await engine.empty();
  const { reader } = engine.database;
  const database = withFailingInserts(engine.database, fateOf);
  let now = START;
  const log = createMemoryLog({ partitions: 1 + random.below(3), clock: () => now });
  for (let life = 0; life < 3; life += 1) {
    const projector = await startProjector({
      log,
      database,
      logger: quiet,
      maxBatch: 1 + random.below(9),
      maxStateEntries: random.chance(0.7) ? 1 : 20,
      retryDelay: 1,
    });
    for (let append = 0; append < 4; append += 1) {
      now += random.chance(0.2) ? -HOUR : random.below(20) * HOUR;
      const count = random.below(12);
      await log.append(Array.from({ length: count }, () => randomRecord(random, now)));
    }
    // Some lives end before their work is done.
    if (random.chance(0.5)) await untilProjected(projector, log, reader);
    await projector.close();
  }
  const last = await startProjector({ log, database, logger: quiet, retryDelay: 1 });
  await untilProjected(last, log, reader);
  await last.close();
  return {
    votes: await storedVotes(reader),
    views: await storedViews(reader),
    expectedVotes: naiveVotes(await recordsOf(log, 'emberlog.votes')),
    expectedViews: naiveViews(await recordsOf(log, 'emberlog.views')),
  };
};

const SEEDS = Array.from({ length: 5 }, (_, seed) => seed);

test.each(SEEDS)('rows are a function of the log, whatever the batches (seed %i)', async (seed) => {
  const lived = await live(createRandom(seed), () => 'written');
  expect(lived.votes).toEqual(lived.expectedVotes);
  expect(lived.views).toEqual(lived.expectedViews);
});

test.each(SEEDS)('failing inserts lose and double nothing (seed %i)', async (seed) => {
  const lived = await live(createRandom(1_000 + seed), oneInFour());
  expect(lived.votes.length).toBeGreaterThan(0);
  expect(lived.votes).toEqual(lived.expectedVotes);
  expect(lived.views).toEqual(lived.expectedViews);
});
