import { listReply } from '@emberlog/api';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { standaloneConfig, startStandalone, type Standalone } from '@emberlog/standalone';
import { temporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, keysOf } from './product.ts';
import { accept, describeRoundTrips, publish, vote, type Site } from './round-trips.ts';

/** Shortly before a month ends: the first records are logged in one month, the next in another. */
const EVE = Date.UTC(2026, 0, 31, 23, 59, 0);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let port: number;
let now = EVE;
let product: Standalone;
let key: string;

const begin = async (): Promise<void> => {
  const config = readConfig(standaloneConfig, {
    EMBERLOG_DEMO: 'off',
    EMBERLOG_DATA_DIR: directory.path,
    EMBERLOG_PORT: String(port),
    EMBERLOG_SQL_PORT: '0',
  });
  if (!config.ok) throw new Error(JSON.stringify(config.problems));
  const logger = createLogger({ name: 'test', level: 'silent' });
  product = await startStandalone({ config: config.config, logger, clock: () => now });
};

const restart = async (): Promise<void> => {
  await product.stop();
  await begin();
};

const site = (): Site => ({
  ingestUrl: product.url,
  queryUrl: product.url,
  key,
  clock: () => now,
});

const dayList = async (date: string, query = '') =>
  listReply.parse(await (await fetch(`${product.url}/v1/lists/${date}${query}`)).json());

beforeAll(async () => {
  directory = await temporaryDirectory();
  port = await freePort();
  await begin();
  key = (await keysOf(directory.path))['write'] ?? '';
});

afterAll(async () => {
  await product.stop();
  await directory.remove();
});

describeRoundTrips(site);

test('a restart in another month keeps lists, totals and what was true before', async () => {
  const listedOn = '2026-01-31';
  const first = await accept(
    site(),
    publish('across', { title: 'Across', listedOn }),
    vote('across', 'ann'),
    vote('across', 'bob'),
  );
  const before = await dayList(listedOn, `?after=${first}`);
  now = Date.UTC(2026, 1, 1, 0, 5);
  await restart();
  const after = await accept(site(), vote('across', 'cid'), vote('across', 'ann'), {
    type: 'item.upvote_retracted',
    subject: 'across',
    data: { actor: 'bob' },
  });
  await restart();
  const current = await dayList(listedOn, `?after=${after}`);
  const past = await dayList(listedOn, `?as_of=${before.as_of}`);
  const upvotes = (reply: typeof before) => reply.items.find(({ id }) => id === 'across')?.upvotes;
  expect([upvotes(before), upvotes(current), upvotes(past)]).toEqual([2, 2, 2]);
  expect(past.items).toEqual(before.items);
  const onePage = await dayList(listedOn, `?position=${before.position}&as_of=${before.as_of}`);
  expect(onePage.items).toEqual(before.items);
});
