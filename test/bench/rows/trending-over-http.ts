import { migrate, openEmbedded } from '@emberlog/clickhouse';
import { createLogger, listen } from '@emberlog/service-kit';
import { join } from 'node:path';
import type { Benchmark } from '../framework/benchmark.ts';
import { latenciesOf } from '../framework/latencies-of.ts';
import { createQueryOver, run, shifted } from '../dataset/query-over.ts';
import { SIZES, threeYears, writeHistory } from '../dataset/vote-history.ts';

const DAY = 86_400_000;

/** What HTTP, checking and describing add to the statements of a page. */
export const trendingOverHttp: Benchmark = {
  row: 5,
  title: '/v1/trending over HTTP, against the bare statements it runs',
  prepare: async ({ scale, directory, say }) => {
    const database = await openEmbedded({ path: join(directory, 'clickhouse') });
    await migrate(database.writer);
    const until = Math.floor(Date.now() / DAY) * DAY;
    const { votes, items } = SIZES[scale];
    await writeHistory(database.writer, threeYears(votes, items, until), say);
    const { app, ran } = await createQueryOver(database, () => until);
    const logger = createLogger({ name: 'bench', level: 'silent' });
    const server = await listen(app, { host: '127.0.0.1', port: 0, logger });
    const read = async (asOf: number): Promise<void> => {
      const reply = await fetch(`${server.url}/v1/trending?as_of=${new Date(asOf).toISOString()}`);
      await reply.text();
      if (reply.status !== 200) throw new Error(`/v1/trending answered ${reply.status}`);
    };
    // First what is read once, of items.
    await read(until);
    ran();
    await read(until - 1_000);
    const statements = ran().filter(({ query }) => !query.name.startsWith('model-ends'));
    const ranking = statements.filter(({ query }) => query.name === 'trending-votes');
    if (ranking.length !== 1) throw new Error('no ranking statement was run');

    const times = scale === 'full' ? 12 : 8;
    const backOf = (round: number, at: number): number => -(round * times + at + 1) * 7_001 - 1_000;
    const all = async (round: number) =>
      await latenciesOf(times, async (at) => {
        // All at once: what is said of the items that were there before is read beside the ranking.
        const moved = statements.map((each) => shifted(each, backOf(round, at)));
        await run(database, moved);
      });
    return {
      cases: [
        {
          product: {
            name: 'HTTP',
            measure: async (round) =>
              await latenciesOf(times, async (at) => await read(until + backOf(round, at))),
          },
          other: { name: 'statements', measure: all },
          goals: [
            {
              ...{ id: 'p50', title: '/v1/trending over HTTP, against its statements, p50' },
              ...{ metric: 'p50', unit: 'ms', limit: { atMost: 1.2 } },
            },
            {
              ...{ id: 'p95', title: 'the same, p95' },
              ...{ metric: 'p95', unit: 'ms', limit: { atMost: 1.4 } },
            },
          ],
        },
        {
          product: { name: 'all', measure: all },
          other: {
            name: 'ranking',
            measure: async (round) =>
              await latenciesOf(times, async (at) => {
                await run(
                  database,
                  ranking.map((each) => shifted(each, backOf(round, at) - 3)),
                );
              }),
          },
          goals: [
            {
              ...{ id: 'statements', title: 'all its statements, against the ranking alone' },
              ...{ metric: 'p50', unit: 'ms', limit: { atMost: 1.3 } },
            },
          ],
        },
      ],
      notes: () => [
        `${votes.toLocaleString('en-US')} votes on ${items.toLocaleString('en-US')} items; client, server and engine in one process`,
        `statements: ${statements.map(({ query }) => query.name).join(', ')}`,
      ],
      close: async () => {
        await server.close();
        await database.close();
      },
    };
  },
};
