import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { naiveViews, naiveVotes } from '@emberlog/testing';
import fc from 'fast-check';
import type { Fate } from './failing-inserts.ts';
import { randomRecord, recordsOf } from './random-history.ts';
import { createRandom } from './seeded-random.ts';
import type { StatefulTable, Tables } from './tables.ts';
import { beginTenure, type Tenure } from './tenures.ts';

const HOUR = 3_600_000;
const PARTITIONS = [0, 1, 2];
const START = Date.UTC(2026, 0, 10);

/** Batches in flight. */
type Model = { inFlight: number };

/** A projection's lives over one log. */
export type Lives = {
  readonly log: EventLog;
  readonly table: StatefulTable;
  readonly tables: Tables;
  now: number;
  tenure: Tenure;
  having: { readonly partitions: readonly number[]; readonly maxStateEntries: number };
};
type Command = fc.AsyncCommand<Model, Lives>;

/** A log and the first tenure, which has all partitions and room for one entry. */
export const beginLives = async (table: StatefulTable, tables: Tables) => {
  await tables.empty();
  const clock = { now: START };
  const log = createMemoryLog({ partitions: PARTITIONS.length, clock: () => clock.now });
  const having = { partitions: PARTITIONS, maxStateEntries: 1 };
  const tenure = await beginTenure({ table, tables, log, ...having });
  const lives: Lives = Object.assign(clock, { log, table, tables, tenure, having });
  return { model: { inFlight: 0 }, real: lives };
};

/** Ends the tenure with what is in flight, and begins another. */
const begin = async (model: Model, lives: Lives, having: Lives['having']): Promise<void> => {
  const { table, tables, log } = lives;
  model.inFlight = 0;
  lives.having = having;
  lives.tenure = await beginTenure({ table, tables, log, ...having });
};

const append = (seed: number, count: number, hours: number): Command => ({
  toString: () => `append ${count} after ${hours} h (seed ${seed})`,
  check: () => true,
  run: async (_model, lives) => {
    lives.now += hours * HOUR;
    const random = createRandom(seed);
    const records = Array.from({ length: 3 * count }, () => randomRecord(random, lives.now));
    await lives.log.append(records.filter(({ topic }) => topic === `emberlog.${lives.table}`));
  },
});

const resolve = (most: number): Command => ({
  toString: () => `resolve ${most}`,
  check: ({ inFlight }) => inFlight < 3,
  run: async (model, { tenure }) => {
    await tenure.resolve(most);
    model.inFlight += 1;
  },
});

const settle = (fate: Fate): Command => ({
  toString: () => `an insert is ${fate}`,
  check: ({ inFlight }) => inFlight > 0,
  run: async (model, lives) => {
    await lives.tenure.settle(fate);
    model.inFlight -= 1;
    if (fate !== 'written') await begin(model, lives, lives.having);
  },
});

const hand = (having: Lives['having']): Command => ({
  toString: () => `have ${having.partitions.join(' ')} and room for ${having.maxStateEntries}`,
  check: () => true,
  run: async (model, lives) => await begin(model, lives, having),
});

const havingArbitrary = fc.record({
  partitions: fc.subarray(PARTITIONS),
  maxStateEntries: fc.constantFrom(1, 1, 2, 5, 100),
});

/** Appends, batches and failures in any order; a step may pass many hours. */
export const livesArbitrary = (maxCommands: number) =>
  fc.commands<Model, Lives, false>(
    [
      fc
        .tuple(fc.nat(), fc.integer({ min: 1, max: 12 }), fc.constantFrom(0, 0, 1, 20, -1, 96, 192))
        .map((args) => append(...args)),
      fc.integer({ min: 1, max: 9 }).map(resolve),
      fc.integer({ min: 1, max: 9 }).map(resolve),
      fc.constant(settle('written')),
      fc.constant(settle('written')),
      fc.constantFrom<Fate[]>('lost', 'unanswered').map(settle),
      havingArbitrary.map(hand),
    ],
    { maxCommands, size: 'max' },
  );

/** One last tenure that does what is left; then what is stored, and what must be. */
export const endLives = async ({ log, table, tables }: Lives) => {
  const last = await beginTenure({
    table,
    tables,
    log,
    partitions: PARTITIONS,
    maxStateEntries: 1,
  });
  const records = await recordsOf(log, `emberlog.${table}`);
  await last.resolve(Infinity);
  await last.settle('written');
  const expected = table === 'votes' ? naiveVotes(records) : naiveViews(records);
  return { stored: await tables.stored(table), expected };
};
