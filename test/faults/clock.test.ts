import { ingestReply } from '@emberlog/api';
import { defineQuery, openEmbedded } from '@emberlog/clickhouse';
import { temporaryDirectory } from '@emberlog/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { readList } from '../system/read-list.ts';
import { createScenario, type WireEvent } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import { expectFold, post } from './harness/site.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const preload = fileURLToPath(new URL('harness/shifted-clock.mjs', import.meta.url));
const now = Date.now() - HOUR;
const scenario = createScenario({ seed: 12, now, items: 20, senders: 1, eventsPerSender: 2_500 });
const events = scenario.senders[0] ?? [];
/** The voter of the votes that are dated by hand below, unknown to the scenario. */
const vote = (id: string, time: number): WireEvent => ({
  id,
  type: 'item.upvoted',
  subject: 'paper/0',
  time: new Date(time).toISOString(),
  data: { actor: `reader-${id}` },
});

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let product: Product;
let key: string;
let sent: WireEvent[] = [];
let shift = 0;

const setClock = async (ms: number): Promise<void> => {
  shift = ms;
  await writeFile(join(directory.path, 'shift'), String(ms));
};
const clock = (): number => Date.now() + shift;

const start = async (): Promise<void> => {
  product = spawnProduct({
    dataDir: join(directory.path, 'data'),
    port: await freePort(),
    env: {
      NODE_OPTIONS: `--import=${preload}`,
      SHIFTED_CLOCK_FILE: join(directory.path, 'shift'),
    },
  });
  await whenReady(product);
};

/** Sends the next part of the scenario, and holds the whole list to the fold with it. */
const expectCounted = async (): Promise<void> => {
  const part = events.slice(sent.length, sent.length + 500);
  const after = await sendAll({ url: product.url, key, events: part, batch: 100 });
  sent = [...sent, ...part];
  await expectFold(product, { ...scenario, senders: [sent] }, { now, after });
};

/** What is said of one event that is dated so; where it is accepted, the list has it by then. */
const judged = async (event: WireEvent): Promise<string> => {
  const { body } = await post(product, key, [event]);
  const { results, position } = ingestReply.partial({ position: true }).parse(JSON.parse(body));
  if (position !== undefined) await readList(product.url, { limit: 1, after: position });
  return results[0]?.error?.code ?? results[0]?.status ?? 'none';
};

/** The list as of by default: never further ahead than events may be, and never behind the clock. */
const expectSaneList = async (): Promise<void> => {
  const before = clock();
  const { as_of, freshness } = await readList(product.url, { limit: 1 });
  expect(Date.parse(as_of)).toBeGreaterThan(before - 2_000);
  expect(Date.parse(as_of)).toBeLessThanOrEqual(clock() + 5 * MINUTE);
  expect(freshness.lag_seconds).toBeGreaterThanOrEqual(0);
};

/** A vote of this moment is in the list that is read after it. */
const expectOwnVote = async (id: string): Promise<void> => {
  const votes = async (after?: string): Promise<number> => {
    const { items } = await readList(product.url, { limit: 100, ...(after && { after }) });
    return items.find((item) => item.id === 'paper/0')?.upvotes ?? -1;
  };
  const before = await votes();
  const { body } = await post(product, key, [vote(id, clock())]);
  expect(await votes(ingestReply.parse(JSON.parse(body)).position)).toBe(before + 1);
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  await setClock(0);
  await start();
  key = (await keysOf(join(directory.path, 'data')))['import'] ?? '';
  await sendAll({ url: product.url, key, events: scenario.items, batch: 100 });
});
afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

// Seen to fail when `logged` is the append time as it is, when the default as_of has no bound ahead,
// and when lag is not kept from falling below zero.
test('a clock that steps an hour forward and back changes no number, running and across restarts', async () => {
  await expectCounted();
  await expectSaneList();

  await setClock(HOUR);
  await expectCounted();
  expect(await judged(vote('ahead', clock() + 4 * MINUTE))).toBe('accepted');
  expect(await judged(vote('too-far', clock() + 6 * MINUTE))).toBe('time_in_future');
  await expectSaneList();
  await expectOwnVote('forward');

  // Now votes of an hour ahead lie in the log, and the clock says that they are not yet.
  await setClock(0);
  expect(await judged(vote('of-the-future', clock() + HOUR / 2))).toBe('time_in_future');
  await expectCounted();
  await expectSaneList();
  await expectOwnVote('back');

  await product.stop('SIGKILL');
  await setClock(-HOUR);
  await start();
  await expectCounted();
  await expectSaneList();
  await expectOwnVote('restarted-back');

  await product.stop('SIGTERM');
  await setClock(HOUR);
  await start();
  await expectCounted();
  await expectSaneList();
  await product.stop('SIGTERM');

  const database = await openEmbedded({ path: join(directory.path, 'data', 'clickhouse') });
  const [decreasing] = await database.reader.query(decreases, {});
  await database.close();
  expect(decreasing).toEqual({ stepped: 1, decreased: 0 });
}, 240_000);

const decreases = defineQuery({
  name: 'decreasing-logged',
  sql: `SELECT toUInt32(countIf(logged < before)) AS decreased, toUInt32(countIf(appended < appended_before) > 0) AS stepped
    FROM (SELECT kp, off, logged, appended,
      lagInFrame(logged, 1, logged) OVER w AS before,
      lagInFrame(appended, 1, appended) OVER w AS appended_before
      FROM emberlog.votes WINDOW w AS (PARTITION BY kp ORDER BY off ROWS BETWEEN 1 PRECEDING AND CURRENT ROW))`,
  params: z.object({}),
  row: z.object({ decreased: z.number(), stepped: z.number() }),
});
