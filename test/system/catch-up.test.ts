import { temporaryDirectory } from '@emberlog/testing';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenGreeted, whenReady, type Product } from './product.ts';
import { readList, rows } from './read-list.ts';
import { createScenario } from './scenario.ts';
import { sendAll } from './sender.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let product: Product;

beforeAll(async () => {
  directory = await temporaryDirectory();
  product = spawnProduct({ dataDir: directory.path, port: await freePort() });
  await whenReady(product);
});
afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

test('a read model that is lost is made again from the log, however long the start takes', async () => {
  const now = Date.now() - 3_600_000;
  const scenario = createScenario({
    seed: 9,
    now,
    items: 40,
    senders: 1,
    eventsPerSender: 100_000,
  });
  const { url } = product;
  const key = (await keysOf(directory.path))['import'] ?? '';
  const events = [...scenario.items, ...(scenario.senders[0] ?? [])];
  const after = await sendAll({ url, key, events, batch: 1_000 });
  const as_of = new Date(now).toISOString();
  const before = await readList(url, { after, as_of, limit: 100 });
  await product.stop('SIGKILL');
  await rm(join(directory.path, 'clickhouse'), { recursive: true });

  product = spawnProduct({ dataDir: directory.path, port: Number(new URL(url).port) });
  await whenGreeted(product);
  await whenReady(product);
  const again = await readList(url, { position: before.position, as_of, limit: 100 });
  expect(rows(again)).toEqual(rows(before));
  expect(again.items).toHaveLength(40);
}, 120_000);
