import { defineQuery, integer, migrate, openEmbedded, type Database } from '@emberlog/clickhouse';
import { join } from 'node:path';
import { z } from 'zod';
import type { Benchmark, Sample } from '../framework/benchmark.ts';
import { latenciesOf } from '../framework/latencies-of.ts';
import { createQueryOver, run, shifted, type Ran } from '../dataset/query-over.ts';
import { SIZES, threeYears, writeHistory } from '../dataset/vote-history.ts';

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** How many votes the ranking statement has to weigh, with the same conditions. */
const countedVotes = defineQuery({
  name: 'counted-votes',
  sql: `SELECT count() AS votes FROM emberlog.votes
    WHERE _partition_id >= toString(toYYYYMM(fromUnixTimestamp64Milli({votes_since:Int64}, 'UTC')))
      AND effective_at >= fromUnixTimestamp64Milli({votes_since:Int64}, 'UTC')
      AND effective_at <= fromUnixTimestamp64Milli({as_of:Int64}, 'UTC')
      AND recorded_at <= fromUnixTimestamp64Milli({as_of:Int64}, 'UTC')
      AND off < {vote_ends:Array(UInt64)}[kp + 1]`,
  params: z.object({
    votes_since: z.int(),
    as_of: z.int(),
    vote_ends: z.array(z.int()),
  }),
  row: z.object({ votes: integer }),
});

/** A quarter of the votes twice: as they were cast, and as an import brings them on one day. */
const createImported = async ({ writer }: Database, until: number): Promise<void> => {
  for (const [table, logged] of [
    ['votes_lived', 'logged'],
    ['votes_imported', `fromUnixTimestamp64Milli(${until}, 'UTC')`],
  ] as const) {
    await writer.command(`CREATE TABLE emberlog.${table} AS emberlog.votes`);
    await writer.command(
      `INSERT INTO emberlog.${table} SELECT * REPLACE (${logged} AS logged) FROM emberlog.votes
       WHERE sipHash64(item) % 4 = 0 SETTINGS max_insert_threads = 1`,
    );
    await writer.command(`OPTIMIZE TABLE emberlog.${table} FINAL`);
  }
};

/** Puts a table in the place of `votes` while something is measured on it. */
const onTable = async <T>({ writer }: Database, table: string, work: () => Promise<T>) => {
  const exchange = `EXCHANGE TABLES emberlog.votes AND emberlog.${table}`;
  await writer.command(exchange);
  try {
    return await work();
  } finally {
    await writer.command(exchange);
  }
};

const goal = (id: string, title: string, atMost: number, stretch: number) => ({
  ...{ id, title, metric: 'p50', unit: 'ms' },
  ...{ limit: { atMost }, stretch },
});

/** What an exact ranking costs, of now, of a year ago and after an import. */
export const rankingStatement: Benchmark = {
  row: 6,
  title: 'the ranking statement of a page, yesterday’s ranks included',
  prepare: async ({ scale, directory, say }) => {
    const database = await openEmbedded({ path: join(directory, 'clickhouse') });
    await migrate(database.writer);
    const until = Math.floor(Date.now() / DAY) * DAY;
    const { votes, items } = SIZES[scale];
    await writeHistory(database.writer, threeYears(votes, items, until), say);
    say('votes of an import');
    await createImported(database, until);
    const { app, ran } = await createQueryOver(database, () => until);
    await app.request('/v1/trending');
    const [ranking] = ran().filter(({ query }) => query.name === 'trending-votes');
    if (ranking === undefined) throw new Error('no ranking statement was run');

    const times = scale === 'full' ? 12 : 6;
    const measured =
      (statement: Ran, back = 0) =>
      async (round: number): Promise<Sample> =>
        await latenciesOf(times, async (at) => {
          // Never the same time twice: a cache would remember it.
          const moved = shifted(statement, -back - (round * times + at) * 7_001);
          await run(database, [moved]);
        });
    const rank = measured(ranking);
    const count = measured({
      query: countedVotes,
      params: ranking.params,
    });
    return {
      cases: [
        {
          product: { name: 'ranking', measure: rank },
          other: { name: 'count()', measure: count },
          goals: [
            goal('statement', 'ranking statement, against count() with the same WHERE', 2.2, 1.3),
          ],
        },
        {
          product: { name: 'a year ago', measure: measured(ranking, YEAR) },
          other: { name: 'now', measure: rank },
          goals: [goal('year-ago', 'the same as of a year ago, against now', 1.5, 1.1)],
        },
        {
          product: {
            name: 'imported',
            measure: async (round) =>
              await onTable(database, 'votes_imported', async () => await rank(round)),
          },
          other: {
            name: 'lived',
            measure: async (round) =>
              await onTable(database, 'votes_lived', async () => await rank(round)),
          },
          goals: [goal('imported', 'the same after an import of it all on one day', 1.5, 1.1)],
        },
      ],
      notes: () => [
        `${votes.toLocaleString('en-US')} votes on ${items.toLocaleString('en-US')} items of 3 years; the import is of a quarter of them`,
      ],
      close: database.close,
    };
  },
};
