import { migrate, openEmbedded } from '@emberlog/clickhouse';
import { createHttpApp, createLogger, listen } from '@emberlog/service-kit';
import { join } from 'node:path';
import type { Benchmark } from '../framework/benchmark.ts';
import { latenciesOf } from '../framework/latencies-of.ts';
import { createQueryOver } from '../dataset/query-over.ts';
import { threeYears, writeHistory } from '../dataset/vote-history.ts';

const DAY = 86_400_000;

/** What a question costs that was answered a moment ago. */
export const repeatedRequest: Benchmark = {
  row: 9,
  title: 'an equal request again, against a route that sends the same bytes',
  prepare: async ({ scale, directory, say }) => {
    const database = await openEmbedded({ path: join(directory, 'clickhouse') });
    await migrate(database.writer);
    const until = Math.floor(Date.now() / DAY) * DAY;
    await writeHistory(database.writer, threeYears(20_000, 2_000, until), say);
    const { app } = await createQueryOver(database, () => until);
    const logger = createLogger({ name: 'bench', level: 'silent' });
    const body = await (await app.request('/v1/trending')).text();
    const bare = createHttpApp({ logger });
    bare.get('/v1/trending', (c) => c.body(body, 200, { 'Content-Type': 'application/json' }));
    const options = { host: '127.0.0.1', port: 0, logger };
    const [product, other] = [await listen(app, options), await listen(bare, options)];
    const times = scale === 'full' ? 2_000 : 600;
    const readFrom = (url: string) => async () =>
      await latenciesOf(times, async () => {
        const reply = await fetch(`${url}/v1/trending`);
        await reply.text();
        if (reply.status !== 200) throw new Error(`it answered ${reply.status}`);
      });
    return {
      cases: [
        {
          product: { name: 'repeated', measure: readFrom(product.url) },
          other: { name: 'bare', measure: readFrom(other.url) },
          goals: [
            {
              ...{ id: 'p50', title: 'equal request at the same position, against a bare GET' },
              ...{ metric: 'p50', unit: 'ms', limit: { atMost: 1.5 } },
            },
          ],
        },
      ],
      notes: () => ['client and both servers in one process'],
      close: async () => {
        await Promise.all([product.close(), other.close()]);
        await database.close();
      },
    };
  },
};
