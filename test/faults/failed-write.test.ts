import { notRunHere, temporaryDirectory } from '@emberlog/testing';
import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { createScenario } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import { expectFold, post } from './harness/site.ts';

const now = Date.now() - 3_600_000;
const scenario = createScenario({ seed: 18, now, items: 20, senders: 1, eventsPerSender: 4_000 });
const events = scenario.senders[0] ?? [];
const BATCH = 200;
/** No file may grow beyond: more than a start tries, less than the log of all events takes. */
const FILE_BYTES = 1.25 * 1024 * 1024;

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

describe.runIf(
  hasPrlimit || notRunHere('The failed-write test does not run: there is no prlimit.'),
)('a write of the log that fails though there is room', { timeout: 180_000 }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let product: Product;
  const start = async (within: readonly string[]): Promise<void> => {
    product = spawnProduct({ dataDir: directory.path, port: await freePort(), within });
    await whenReady(product);
  };

  beforeAll(async () => {
    directory = await temporaryDirectory();
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
    await directory.remove();
  });

  // Seen to fail when the process goes on, and when the log is marked as closed in good order.
  test('ends the process with a sentence, and the next start has all that was accepted', async () => {
    const log = join(directory.path, 'log');
    await start(['prlimit', `--fsize=${FILE_BYTES}`]);
    const key = (await keysOf(directory.path))['import'] ?? '';
    await sendAll({ url: product.url, key, events: scenario.items, batch: 20 });
    let sent = 0;
    let answer = await post(product, key, events.slice(0, BATCH));
    while (answer.status === 202) {
      sent += BATCH;
      answer = await post(product, key, events.slice(sent, sent + BATCH));
    }
    expect(answer).toMatchObject({ status: 503, retryAfter: '1' });
    expect(await product.stopped).toBe(1);
    expect(product.output()).toContain(
      `emberlog: a write to ${log} failed, and its engine cannot go on after that. ` +
        'Nothing that was accepted is lost. Start again: what is wrong is said then.\n',
    );
    // As after a kill, the next start looks at every page.
    await expect(stat(join(log, 'closed'))).rejects.toThrow('ENOENT');

    await start([]);
    const rest = events.slice(sent);
    const after = await sendAll({ url: product.url, key, events: rest, batch: BATCH });
    await expectFold(product, scenario, { now, after });
  });
});
