import { temporaryDirectory } from '@emberlog/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  freePort,
  keysOf,
  spawnProduct,
  whenReady,
  type Product,
  type ProductOptions,
} from './product.ts';
import { readList, readPages, rows } from './read-list.ts';
import { referenceList } from './reference-list.ts';
import { createScenario, randomFrom } from './scenario.ts';
import { sendAll } from './sender.ts';
import { sufferKills } from './suffer-kills.ts';

const KILLS = 30;
const SEED = 20_260_117;
const HOUR = 3_600_000;
const now = Date.now() - HOUR;

const scenario = createScenario({
  seed: SEED,
  now,
  items: 40,
  senders: 4,
  eventsPerSender: 12_000,
});

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let product: Product;
let at: ProductOptions;

beforeAll(async () => {
  directory = await temporaryDirectory();
  at = { dataDir: directory.path, port: await freePort() };
  product = spawnProduct(at);
  await whenReady(product);
});

afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

// Seen to fail when a restarted projector takes no state from the tables, and when the log
// acknowledges before its commit.
test('after 30 kills at random instants every score is that of the fold, integer for integer', async () => {
  const random = randomFrom(SEED);
  const { position, underLoad } = await sufferKills({
    product,
    at,
    scenario,
    kills: KILLS,
    batch: 50,
    untilKill: async () => await delay(random() * 400),
    onStart: (started) => (product = started),
  });
  expect(underLoad).toBeGreaterThanOrEqual(KILLS / 2);
  const cases = [
    [now, 48],
    [now - 24 * HOUR, 6],
    [now - 100 * HOUR, 1],
    [now + HOUR / 2, 720],
    [now - 11.5 * HOUR, 13],
  ] as const;
  for (const [asOf, hours] of cases) {
    const reply = await readList(product.url, {
      after: position,
      as_of: new Date(asOf).toISOString(),
      half_life: `${hours}h`,
      limit: 100,
      explain: true,
    });
    const got = reply.items.map(({ id, rank, score, upvotes, explain }) => ({
      id,
      rank,
      integer: explain?.score,
      score,
      upvotes,
    }));
    expect(got).toEqual(referenceList(scenario, asOf, hours * HOUR));
    expect(got.length).toBeGreaterThan(10);
  }
}, 280_000);

// Seen to fail when a query reads past the offsets of its position.
test('pages of 7 are the pinned list while others vote, retract and deliver late', async () => {
  const { url } = product;
  const key = (await keysOf(directory.path))['import'] ?? '';
  const writer = createScenario({ seed: 5, now, items: 40, senders: 1, eventsPerSender: 5_000 });
  const events = (writer.senders[0] ?? []).map((event) => ({
    ...event,
    id: `late-${event.id}`,
    data: { actor: `late-${String(event.data['actor'])}` },
  }));
  const first = await readList(url, { limit: 7 });
  let sent = 0;
  const writing = sendAll({ url, key, events, batch: 100, onProgress: (n) => (sent = n) });
  const pages = await readPages(url, first);
  const position = await writing;
  const again = await readPages(url, first);
  const pinned = await readList(url, { limit: 100, position: first.position, as_of: first.as_of });
  const now2 = await readList(url, { limit: 100, after: position, as_of: first.as_of });
  expect(sent).toBe(events.length);
  expect(pages.flatMap(rows)).toEqual(rows(pinned));
  expect(again.flatMap(rows)).toEqual(rows(pinned));
  expect(new Set(pages.flatMap(rows).map(({ id }) => id)).size).toBe(40);
  // Without the pin the back-dated votes do change the list: the writer was not idle.
  expect(rows(now2)).not.toEqual(rows(pinned));
}, 60_000);
