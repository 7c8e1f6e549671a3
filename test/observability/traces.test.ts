import {
  startOtlpReceiver,
  temporaryDirectory,
  waitUntil,
  type OtlpReceiver,
} from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { accept, publish, vote } from '../system/round-trips.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let receiver: OtlpReceiver;
let product: Product;

beforeAll(async () => {
  directory = await temporaryDirectory();
  receiver = await startOtlpReceiver();
  product = spawnProduct({
    dataDir: directory.path,
    port: await freePort(),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
  await whenReady(product);
});

afterAll(async () => {
  await product.stop('SIGKILL');
  await receiver.close();
  await directory.remove();
});

/** A span of that name whose parent has the other name. */
const within = (name: string, parent: string) => {
  const spans = receiver.spans();
  const parents = spans.filter((span) => span.name === parent).map(({ spanId }) => spanId);
  return spans.find((span) => span.name === name && parents.includes(span.parentSpanId ?? ''));
};

test('an event can be followed into the log, into the table and into an answer', async () => {
  const key = (await keysOf(directory.path))['write'] ?? '';
  const site = { ingestUrl: product.url, key };
  const after = await accept(site, publish('paper', { title: 'A paper' }), vote('paper', 'ada-h'));
  const reply = await fetch(`${product.url}/v1/items/paper?after=${encodeURIComponent(after)}`);
  expect(reply.status).toBe(200);
  await waitUntil(() => within('statement item-details', 'GET /v1/items/:id'));
  await waitUntil(() => within('append', 'POST /v1/events'));
  for (const step of ['decode', 'resolve', 'insert']) {
    await waitUntil(() => within(step, 'batch votes'), { what: step });
  }
  expect(within('append', 'POST /v1/events')?.attributes).toEqual({ 'emberlog.records': 2 });
  expect(within('insert', 'batch votes')?.attributes).toEqual({ 'emberlog.records': 1 });
});

test('what is sent names no actor, no key, no address, no item and no statement', () => {
  const text = receiver.text();
  expect(text).toContain('"emberlog"');
  expect(text).not.toMatch(/ada-h|el_[A-Za-z0-9_-]{20}|127\.0\.0\.1|SELECT|A paper|items\/paper/);
});
