import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { trendingReply } from '@emberlog/api';
import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareWithFold } from '../soak/compare-with-fold.ts';
import { createPacedSenders, type PacedSenders } from '../soak/paced-senders.ts';
import { createSoakEvents, soakItems, type SoakEvents } from '../soak/soak-events.ts';
import { bundleProgram } from '../system/bundle-program.ts';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { randomFrom } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import { createAdminCalls, type AdminCalls } from './admin-calls.ts';

/** Events that are there before, and a second meanwhile. */
const BEFORE = 5_000;
const RATE = 500;
const KILLS = 2;
const LONGEST_LIFE_MS = 600;

const start = Date.now();
const eventAt: SoakEvents = createSoakEvents(start);
const published = soakItems(start);

let directory: TemporaryDirectory;
let bundle: string;
let product: Product;
let at: { readonly dataDir: string; readonly port: number };
let key: string;
let senders: PacedSenders;
let admin: AdminCalls;

beforeAll(async () => {
  directory = await temporaryDirectory();
  bundle = join(directory.path, 'two-logics.mjs');
  await bundleProgram(new URL('two-logics.ts', import.meta.url), bundle);
  at = { dataDir: join(directory.path, 'data'), port: await freePort() };
  product = spawnProduct(at);
  await whenReady(product);
  const keys = await keysOf(at.dataDir);
  key = keys['import'] ?? '';
  await sendAll({ url: product.url, key, events: published, batch: 100 });
  senders = createPacedSenders({ url: product.url, key, eventAt });
  admin = createAdminCalls(product.url, keys['admin'] ?? '');
  const filling = senders.run(null);
  while (senders.sent().reduce((sum, each) => sum + each, 0) < BEFORE) await delay(10);
  await filling.stop();
});
afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

const startAgain = async (program?: string): Promise<void> => {
  await product.stop('SIGKILL');
  product = spawnProduct(program === undefined ? at : { ...at, program });
  await whenReady(product);
};

/** What the rows are made of by each logic. */
const FOLDED: Readonly<Record<number, SoakEvents>> = {
  1: eventAt,
  2: (sender, place) => {
    const event = eventAt(sender, place);
    return event.type === 'item.upvote_retracted' ? { ...event, type: 'item.upvoted' } : event;
  },
};

const expectFold = async (logic: number): Promise<void> => {
  const { url } = product;
  const position = await sendAll({ url, key, batch: 1, events: published.slice(0, 1) });
  const folded = FOLDED[logic] ?? eventAt;
  const given = { url, position, start, eventAt: folded, sent: senders.sent(), published };
  expect(await compareWithFold(given)).toEqual([]);
};

const positionNow = async (): Promise<string> => {
  const reply = await fetch(`${product.url}/v1/trending?limit=1`);
  return trendingReply.parse(await reply.json()).position;
};
const statusAt = async (position: string): Promise<number> =>
  (await fetch(`${product.url}/v1/trending?position=${position}`)).status;

test('a second logic is filled while all goes on and kills happen, switched to, and switched back', async () => {
  const random = randomFrom(start);
  await startAgain(bundle);
  await expectFold(1);
  const first = await positionNow();
  let load = senders.run(RATE);
  const { id } = await admin.ask({ tables: ['votes'], logic: 2 });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await delay(random() * LONGEST_LIFE_MS);
    await startAgain(bundle);
  }
  const job = await admin.untilEnded(id);
  await load.stop();
  expect([job.state, job.trouble, job.logic]).toEqual(['done', null, 2]);
  await expectFold(2);
  expect(await statusAt(first)).toBe(410);
  const second = await positionNow();

  load = senders.run(RATE);
  const back = await admin.untilEnded((await admin.ask({ tables: ['votes'], logic: 1 })).id);
  await load.stop();
  expect([back.state, back.trouble]).toEqual(['done', null]);
  await expectFold(1);
  expect([await statusAt(first), await statusAt(second)]).toEqual([200, 410]);

  // The release that has the first logic only goes on with what it is given back.
  await startAgain();
  await expectFold(1);
});
