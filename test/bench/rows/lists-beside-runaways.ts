import { freePort, keysOf, spawnProduct, whenReady } from '../../system/product.ts';
import { startRunaways } from '../../system/runaways.ts';
import { createAdmin } from '@emberlog/client';
import type { Benchmark } from '../framework/benchmark.ts';
import { latenciesOf } from '../framework/latencies-of.ts';

const CLIENTS = 20;

/** What questions of analysts that take all they may cost those who read lists. */
export const listsBesideRunaways: Benchmark = {
  row: 13,
  title: `/v1/trending with ${CLIENTS} runaway questions on the SQL port, against without`,
  prepare: async ({ scale, directory, say }) => {
    const sqlPort = await freePort();
    const product = spawnProduct({
      ...{ dataDir: directory, port: await freePort() },
      env: { EMBERLOG_DEMO: 'on', EMBERLOG_SQL_PORT: String(sqlPort), UV_THREADPOOL_SIZE: '16' },
    });
    say('fills the demo');
    await whenReady(product);
    const admin = createAdmin({
      baseUrl: product.url,
      apiKey: (await keysOf(directory))['admin'] ?? '',
    });
    const made = await Promise.all(
      ['one', 'two', 'three'].map(async (id) => await admin.createKey({ id, scopes: ['sql'] })),
    );
    const keys = made.map(({ key }) => key);
    const times = scale === 'full' ? 150 : 60;
    let asked = 0;
    /** Each of another second, so that none is remembered. */
    const read = async (): Promise<void> => {
      asked += 1;
      const asOf = new Date(Math.floor(Date.now() / 1_000 - asked) * 1_000).toISOString();
      const reply = await fetch(`${product.url}/v1/trending?limit=50&as_of=${asOf}`);
      await reply.text();
      if (reply.status !== 200) throw new Error(`/v1/trending answered ${reply.status}`);
    };
    const runningAtATime = async (count: number): Promise<void> => {
      for (;;) {
        const { queries } = await admin.queries();
        const running = queries.filter(({ state }) => state !== 'waiting').length;
        if (running === count) return;
      }
    };
    return {
      cases: [
        {
          product: {
            name: 'beside runaways',
            measure: async () => {
              const runaways = startRunaways(`http://127.0.0.1:${sqlPort}`, keys, CLIENTS);
              await runningAtATime(3);
              const latencies = await latenciesOf(times, read);
              await runaways.stop();
              await runningAtATime(0);
              return latencies;
            },
          },
          other: { name: 'alone', measure: async () => await latenciesOf(times, read) },
          goals: [
            {
              ...{ id: 'runaways-p95', title: '/v1/trending beside runaway questions, p95' },
              ...{ metric: 'p95', unit: 'ms', limit: { atMost: 2 } },
            },
          ],
        },
      ],
      notes: () => [
        'processes: product; the row itself asks, reads lists, and throws answers away',
      ],
      close: async () => {
        await product.stop('SIGKILL');
      },
    };
  },
};
