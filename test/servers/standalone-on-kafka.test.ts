import {
  canRunJars,
  notRunHere,
  startKafka,
  temporaryDirectory,
  waitUntil,
} from '@emberlog/testing';
import type { KafkaBroker, TemporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { readList } from '../system/read-list.ts';
import type { WireEvent } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';

const isHere =
  (await canRunJars()) ||
  notRunHere('The tests of the product on Kafka do not run: they need Java 17 and Maven.');

const ITEMS = 7;
const VOTERS = 60;
const NOW = Date.now();

const item = (n: number): WireEvent => ({
  id: `item-${n}`,
  type: 'item.published',
  subject: `paper-${n}`,
  time: new Date(NOW - 3_600_000).toISOString(),
  data: { title: `Paper ${n}` },
});
/** Voter v votes for the items 0 to v mod 7, so that each has another count. */
const votes = (round: number): WireEvent[] =>
  Array.from({ length: VOTERS }, (_, v) =>
    Array.from({ length: (v % ITEMS) + 1 }, (_each, n) => ({
      id: `vote-${round}-${v}-${n}`,
      type: 'item.upvoted',
      subject: `paper-${n}`,
      time: new Date(NOW - 1_800_000 + v).toISOString(),
      data: { actor: `voter-${round}-${v}` },
    })),
  ).flat();
const votersOf = (n: number, rounds: number): number =>
  rounds * Array.from({ length: VOTERS }, (_, v) => v).filter((v) => v % ITEMS >= n).length;

describe.runIf(isHere)('the product on Kafka', () => {
  let broker: KafkaBroker;
  let directory: TemporaryDirectory;
  let product: Product;

  const start = async (): Promise<void> => {
    product = spawnProduct({
      dataDir: directory.path,
      port: await freePort(),
      env: {
        KAFKA_BROKERS: broker.brokers,
        EMBERLOG_SECRET: 'ab'.repeat(32),
        EMBERLOG_ADDRESS_KEYS: `a:${'cd'.repeat(32)}`,
      },
    });
    await whenReady(product);
  };
  const send = async (events: readonly WireEvent[]): Promise<string> => {
    const key = (await keysOf(directory.path))['import'] ?? '';
    return await sendAll({ url: product.url, key, events, batch: 50 });
  };
  const counts = async (after: string): Promise<readonly number[]> => {
    const { items } = await readList(product.url, { algorithm: 'top@1', window: 'all', after });
    return items.toSorted((a, b) => a.id.localeCompare(b.id)).map(({ upvotes }) => upvotes);
  };
  const expected = (rounds: number): readonly number[] =>
    Array.from({ length: ITEMS }, (_, n) => votersOf(n, rounds));

  beforeAll(async () => {
    broker = await startKafka();
    directory = await temporaryDirectory();
    await start();
  }, 120_000);

  afterAll(async () => {
    await product.stop('SIGKILL');
    await broker.stop();
    await directory.remove();
  });

  test('counts what was sent, once, also when it was sent twice', async () => {
    await send(Array.from({ length: ITEMS }, (_, n) => item(n)));
    await send(votes(1));
    expect(await counts(await send(votes(1)))).toEqual(expected(1));
  });

  test('goes on after kill −9 where its tables ended', async () => {
    await product.stop('SIGKILL');
    await start();
    expect(await counts(await send(votes(2)))).toEqual(expected(2));
  });

  test('refuses events while the broker is gone, says so, answers questions, and goes on', async () => {
    await broker.kill();
    const key = (await keysOf(directory.path))['import'] ?? '';
    const begin = performance.now();
    const refused = await fetch(`${product.url}/v1/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify(votes(3).slice(0, 1)),
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect((await fetch(`${product.url}/livez`)).status).toBe(200);
    expect((await readList(product.url, { limit: 1 })).items).toHaveLength(1);
    const ready = await fetch(`${product.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toContain('Kafka');
    await broker.start();
    await waitUntil(async () => (await fetch(`${product.url}/readyz`)).status === 200, {
      timeoutMs: 60_000,
      what: 'the product to be ready again',
    });
    expect(await counts(await send(votes(3)))).toEqual(expected(3));
  }, 90_000);

  test('a Kafka that was wiped is refused, and what to do is said', async () => {
    await product.stop('SIGKILL');
    const other = await startKafka();
    try {
      const refused = spawnProduct({
        dataDir: directory.path,
        port: await freePort(),
        env: {
          KAFKA_BROKERS: other.brokers,
          EMBERLOG_SECRET: 'ab'.repeat(32),
          EMBERLOG_ADDRESS_KEYS: `a:${'cd'.repeat(32)}`,
        },
      });
      expect(await refused.stopped).toBe(1);
      expect(refused.output()).toContain('projected from another log');
    } finally {
      await other.stop();
    }
  }, 60_000);
});
