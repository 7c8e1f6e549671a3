import { temporaryDirectory, waitUntil } from '@emberlog/testing';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { createScenario } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import { expectFold, notReadyBecause } from './harness/site.ts';

const SUSPENDED_MS = 20_000;
const now = Date.now() - 3_600_000;
const scenario = createScenario({ seed: 14, now, items: 20, senders: 2, eventsPerSender: 2_000 });

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let product: Product;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const env = { LOG_LEVEL: 'debug' };
  product = spawnProduct({ dataDir: directory.path, port: await freePort(), env });
  await whenReady(product);
});
afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

/** A request that cannot be read is a line of the log. */
const haveLineWritten = async (): Promise<void> => {
  const socket = connect(Number(new URL(product.url).port), '127.0.0.1');
  socket.resume().write('nothing\r\n\r\n');
  await once(socket, 'close');
};

// Seen to fail when an error of the output is not caught, when the process ends on finding that its
// clock has jumped, and when the projector drops the batch that comes after a long pause.
test('closed output and 20 s of suspension under load lose nothing and end nothing', async () => {
  const { url } = product;
  const key = (await keysOf(directory.path))['import'] ?? '';
  await sendAll({ url, key, events: scenario.items, batch: 20 });
  await haveLineWritten();
  await waitUntil(() => product.output().includes('request unreadable'));
  product.process.stdout?.destroy();
  product.process.stderr?.destroy();
  // Lines to nobody now.
  for (let n = 0; n < 3; n++) await haveLineWritten();

  // To a process that has ended nobody need go on sending.
  const ended = new AbortController();
  void product.stopped.then((code) => ended.abort(new Error(`the product ended with ${code}`)));
  const { signal } = ended;
  let begun: () => void = () => undefined;
  const underLoad = new Promise<void>((resolve) => (begun = resolve));
  const sending = scenario.senders.map(
    async (events) =>
      await sendAll({ url, key, events, batch: 50, signal, onProgress: () => begun() }),
  );
  await underLoad;
  product.process.kill('SIGSTOP');
  // Nothing can tell that time has passed for a process that stands still.
  await delay(SUSPENDED_MS);
  product.process.kill('SIGCONT');
  await Promise.all(sending);

  const after = await sendAll({ url, key, events: scenario.items.slice(0, 1), batch: 1 });
  await expectFold(product, scenario, { now, after });
  expect(await notReadyBecause(product)).toBe('');
  expect(await product.stop('SIGTERM')).toBe(0);
}, 240_000);
