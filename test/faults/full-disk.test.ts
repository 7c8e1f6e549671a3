import { notRunHere, temporaryDirectory, waitUntil } from '@emberlog/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { readList } from '../system/read-list.ts';
import { createScenario } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import { canMount, fillDisk, freeDisk, openMounts, type Mounts } from './harness/mounts.ts';
import { expectFold, notReadyBecause, post } from './harness/site.ts';

const now = Date.now() - 3_600_000;
const scenario = createScenario({ seed: 11, now, items: 20, senders: 1, eventsPerSender: 6_000 });
const events = scenario.senders[0] ?? [];
const BATCH = 200;

describe.runIf(
  canMount() || notRunHere('The full-disk tests do not run: mounting is not allowed.'),
)('a full disk', { timeout: 180_000 }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let mounts: Mounts;
  let product: Product;
  let key: string;
  let sent = 0;
  const log = (): string => join(directory.path, 'log');
  const readModel = (): string => join(directory.path, 'clickhouse');
  const start = async (): Promise<Product> =>
    spawnProduct({ dataDir: directory.path, port: await freePort(), within: mounts.within });

  /** Sends in order until a request is refused; that one is to be sent again. */
  const sendUntilRefused = async () => {
    for (; sent < events.length; sent += BATCH) {
      const answer = await post(product, key, events.slice(sent, sent + BATCH));
      if (answer.status !== 202) return answer;
    }
    throw new Error('nothing was refused');
  };
  const sendUpTo = async (end: number): Promise<string> => {
    const rest = events.slice(sent, end);
    sent = end;
    return await sendAll({ url: product.url, key, events: rest, batch: BATCH });
  };
  /** The events sent so far: what was refused must not be in it. */
  const soFar = () => ({ ...scenario, senders: [events.slice(0, sent)] });

  beforeAll(async () => {
    directory = await temporaryDirectory();
    mounts = await openMounts();
    await mounts.mountSmallDisk(log(), 8_192);
    await mounts.mountSmallDisk(readModel(), 65_536);
    product = await start();
    await whenReady(product);
    key = (await keysOf(directory.path))['import'] ?? '';
    await sendAll({ url: product.url, key, events: scenario.items, batch: BATCH });
    await sendUpTo(1_000);
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
    await mounts.remove();
    await directory.remove();
  });

  // Seen to fail when a refused request is answered 500, when a failed append is acknowledged, and
  // when an append does not look at the room there is.
  test('of the log: events are refused until there is space, and none is half written', async () => {
    await fillDisk(mounts.seen(log()));
    const refused = await sendUntilRefused();
    expect(refused).toMatchObject({ status: 503, retryAfter: '1' });
    const sentence = `events are refused: the disk that holds ${log()} is full; free some space on it`;
    await waitUntil(async () => (await notReadyBecause(product)) === sentence);
    expect(product.output()).toContain(`emberlog: ${sentence}\n`);
    // Of the request that was refused nothing counts, and what was known can still be read.
    const { position } = await readList(product.url, { limit: 1 });
    await expectFold(product, soFar(), { now, after: position });

    // The engine of the log was kept from writing: failing there damages the memory of the process.
    expect(product.output()).not.toContain('append failed');

    await freeDisk(mounts.seen(log()));
    const after = await sendUpTo(3_000);
    await waitUntil(async () => (await notReadyBecause(product)) === '');
    expect(product.output()).toContain('emberlog: events are accepted again\n');
    await expectFold(product, soFar(), { now, after });
  });

  // Seen to fail when a failed insert is taken for done.
  test('of the read model: events are accepted and counted once there is space', async () => {
    await fillDisk(mounts.seen(readModel()));
    const after = await sendUpTo(4_500);
    const sentence = 'the disk of the read model is full; free some space on it';
    await waitUntil(async () => (await notReadyBecause(product)).endsWith(sentence));
    expect(product.output()).toContain(sentence);
    // The lists stay readable and say how far behind they are.
    await waitUntil(async () => {
      const reply = await fetch(`${product.url}/v1/trending?limit=1`);
      const { freshness } = (await reply.json()) as { freshness?: { lag_seconds: number } };
      return (freshness?.lag_seconds ?? 0) > 0;
    });

    await freeDisk(mounts.seen(readModel()));
    await waitUntil(async () => (await notReadyBecause(product)) === '');
    expect(product.output()).toContain('emberlog: the read model follows the log again\n');
    await expectFold(product, soFar(), { now, after });
  });

  // Seen to fail when a start does not try the disks: it ends by a signal, or without a step.
  test('at the start: it says which one, and starts as before once there is space', async () => {
    await product.stop('SIGKILL');
    for (const path of [log(), readModel()]) {
      await fillDisk(mounts.seen(path));
      product = await start();
      expect(await product.stopped).toBe(1);
      expect(product.output()).toBe(
        `emberlog: the disk that holds ${path} is full; free some space on it, then start again.\n`,
      );
      await freeDisk(mounts.seen(path));
    }
    product = await start();
    await whenReady(product);
    const after = await sendUpTo(6_000);
    await expectFold(product, soFar(), { now, after });
  });
});
