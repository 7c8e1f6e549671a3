import { createAdmin } from '@emberlog/client';
import { temporaryDirectory, waitUntil } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryOf } from '../bench/load/memory-of.ts';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from './product.ts';
import { accept, publish, vote } from './round-trips.ts';
import { startRunaways } from './runaways.ts';

/** What the product may hold, MiB: a third of it at rest, and three questions of 200 MB. */
const CAP = 1_024;
const CLIENTS = 20;
const BATCHES = 60;
const BATCH = 50;
const ITEMS = 20;

let product: Product;
let sqlUrl: string;
let keys: Readonly<Record<string, string>>;
const directory = await temporaryDirectory();

beforeAll(async () => {
  const sqlPort = await freePort();
  sqlUrl = `http://127.0.0.1:${sqlPort}`;
  product = spawnProduct({
    ...{ dataDir: directory.path, port: await freePort() },
    env: { EMBERLOG_SQL_PORT: String(sqlPort), UV_THREADPOOL_SIZE: '16' },
  });
  await whenReady(product);
  keys = await keysOf(directory.path);
});
afterAll(async () => {
  await product.stop('SIGTERM');
  await directory.remove();
});

test(
  'with twenty runaway questions nothing that was accepted is lost, lists answer, and the process lives',
  { timeout: 240_000 },
  async () => {
    const site = { ingestUrl: product.url, key: keys['write'] ?? '' };
    const admin = createAdmin({ baseUrl: product.url, apiKey: keys['admin'] ?? '' });
    const made = await Promise.all(
      ['ada', 'bob', 'eve'].map(async (id) => await admin.createKey({ id, scopes: ['sql'] })),
    );
    await accept(
      site,
      ...Array.from({ length: ITEMS }, (_, n) => publish(`p${n}`, { title: `Paper ${n}` })),
    );
    const pid = product.process.pid ?? 0;
    const runaways = startRunaways(
      sqlUrl,
      made.map(({ key }) => key),
      CLIENTS,
    );
    await waitUntil(
      async () => {
        const { queries } = await admin.queries();
        return queries.filter(({ state }) => state === 'running').length === 3;
      },
      { what: 'as many questions as may run at a time' },
    );
    let most = 0;
    let position = '';
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const votes = Array.from({ length: BATCH }, (_, n) =>
        vote(`p${(batch + n) % ITEMS}`, `reader-${batch * BATCH + n}`),
      );
      position = await accept(site, ...votes);
      const lists = await fetch(`${product.url}/v1/trending?after=${position}`);
      expect(lists.status).toBe(200);
      most = Math.max(most, (await memoryOf(pid)).own);
    }
    // Long enough for limits of rows, memory and time to be met.
    await waitUntil(
      async () => {
        most = Math.max(most, (await memoryOf(pid)).own);
        return runaways.ended().has(159);
      },
      { what: 'a question to run out of its time', timeoutMs: 120_000 },
    );
    expect((await fetch(`${product.url}/livez`)).status).toBe(200);
    await runaways.stop();
    expect(most).toBeLessThan(CAP);
    expect([...runaways.ended().keys()]).toEqual(expect.arrayContaining([159, 241]));

    await waitUntil(async () => (await admin.queries()).queries.length === 0, {
      ...{ what: 'the engine to let go of all', timeoutMs: 60_000 },
    });
    const counted = await fetch(`${product.url}/v1/trending?limit=100&after=${position}`);
    const { items } = (await counted.json()) as { items: readonly { upvotes: number }[] };
    expect(items.reduce((sum, { upvotes }) => sum + upvotes, 0)).toBe(BATCHES * BATCH);
    const asked = await fetch(sqlUrl, {
      ...{ method: 'POST', body: 'SELECT count() FROM votes' },
      headers: { 'X-ClickHouse-Key': keys['sql'] ?? '' },
    });
    expect(await asked.text()).toBe(`${BATCHES * BATCH}\n`);
    const metrics = await (await fetch(`${product.url}/metrics`)).text();
    expect(metrics).toMatch(/emberlog_sql_queries_total\{outcome="timed_out"\} [1-9]/);
  },
);
