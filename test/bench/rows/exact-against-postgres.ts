import { migrate, openEmbedded, type Reader } from '@emberlog/clickhouse';
import { createItemCatalogue, NO_FILTERS, readPlaces } from '@emberlog/query';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  historyEnds,
  threeYears,
  writeHistory,
  type VoteHistory,
} from '../dataset/vote-history.ts';
import type { Benchmark, Case, Limit } from '../framework/benchmark.ts';
import { latenciesOf } from '../framework/latencies-of.ts';
import { findPostgres } from '../postgres/find-postgres.ts';
import { fillPostgres, rankInPostgres } from '../postgres/postgres-votes.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

const HALF_LIFE = 48 * 3_600_000;
const PRIOR = 3;
const REPEATS = 10;

/** The top of the list as a page without filters reads it, but for movement: the other has none. */
const rankerInEmberlog = (reader: Reader, { items, votes }: VoteHistory) => {
  const source = { reader, catalogue: createItemCatalogue(reader) };
  const ends = { items: historyEnds(items), votes: historyEnds(votes), views: [] };
  const params = { halfLifeMs: HALF_LIFE, prior: PRIOR, windowMs: null };
  return async (asOf: number): Promise<readonly string[]> => {
    const list = {
      ranking: { algorithm: 'trending' as const, params },
      filters: NO_FILTERS,
      cut: { asOf, ends },
      viewRetentionMs: 0,
    };
    const places = await readPlaces(source, list, null, 50);
    return places.map(({ item }) => item);
  };
};

/** The exact ranking, each engine with the same rows and the index or order it wants. */
const against = (votes: number, items: number, name: string, limit: Limit): Benchmark => ({
  row: 8,
  title: `exact top 50 of ${name}, against PostgreSQL`,
  prepare: async ({ directory, say }) => {
    const programs = findPostgres();
    if (programs === null) throw new Error('no PostgreSQL server is installed on this machine');
    await mkdir(join(directory, 'clickhouse'));
    const database = await openEmbedded({ path: join(directory, 'clickhouse') });
    await migrate(database.writer);
    const end = Date.UTC(2026, 0, 1);
    const history: VoteHistory = threeYears(votes, items, end);
    await writeHistory(database.writer, history, say);
    say('starts PostgreSQL and writes the same rows');
    const server = await startPostgres(programs, directory);
    await fillPostgres(server.sql, history);
    // Both caches hold something for a time asked before, so none is asked twice.
    const asOf = (round: number, at: number): number => end - (round * REPEATS + at) * 61_000;
    const inPostgres = async (time: number): Promise<readonly string[]> =>
      await rankInPostgres(server.sql, { asOf: time, halfLife: HALF_LIFE, prior: PRIOR });
    const inEmberlog = rankerInEmberlog(database.reader, history);
    const same = await Promise.all([inEmberlog(end), inPostgres(end)]);
    if (same[0].join() !== same[1].join()) throw new Error('the two lists differ');
    const measured: Case = {
      product: {
        name: 'emberlog',
        measure: async (round) =>
          await latenciesOf(REPEATS, async (at) => await inEmberlog(asOf(round, at))),
      },
      other: {
        name: 'PostgreSQL',
        measure: async (round) =>
          await latenciesOf(REPEATS, async (at) => await inPostgres(asOf(round, at))),
      },
      goals: [
        {
          ...{ id: `exact-${votes}`, title: `exact top 50, ${name}`, metric: 'p50', unit: 'ms' },
          limit,
        },
      ],
    };
    return {
      cases: [measured],
      notes: () => [`${server.version}; the first fifty items are the same in both`],
      close: async () => {
        await server.close();
        await database.close();
      },
    };
  },
});

/** Row 8 at the size of a small site, and at that of a large one. */
export const smallAgainstPostgres = against(300_000, 14_000, '300 k votes', { atMost: 1.3 });
export const largeAgainstPostgres = against(28_000_000, 200_000, '28 M votes', { atMost: 1 / 6 });
