import { notRunHere, temporaryDirectory, waitUntil } from '@emberlog/testing';
import { spawnSync } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { createScenario } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import { canMount, openMounts, type Mounts } from './harness/mounts.ts';
import { expectFold, notReadyBecause, post } from './harness/site.ts';

const now = Date.now() - 3_600_000;
const scenario = createScenario({ seed: 16, now, items: 20, senders: 1, eventsPerSender: 1_200 });
const events = scenario.senders[0] ?? [];

const hasExt4 = canMount() && spawnSync('mkfs.ext4', ['-V']).status === 0;
const hasLoop = hasExt4 && process.getuid?.() === 0;

describe.runIf(
  hasLoop || notRunHere('The read-only tests do not run: they need root and mkfs.ext4.'),
)('a read-only file system', { timeout: 180_000 }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let mounts: Mounts;
  let product: Product;
  let key: string;
  const data = (): string => join(directory.path, 'data');
  const image = (): string => join(directory.path, 'image');
  const mount = (): void => mounts.run('mount', '-o', 'loop,errors=remount-ro', image(), data());
  const start = async (): Promise<void> => {
    product = spawnProduct({ dataDir: data(), port: await freePort(), within: mounts.within });
  };
  const send = async (from: number, to: number): Promise<string> =>
    await sendAll({ url: product.url, key, events: events.slice(from, to), batch: 200 });

  /** A write under way while its disk fails ends the process, as it must; digests are written after a start. */
  const untilWritten = async (): Promise<void> => {
    const logs = ['log', 'subscriptions'].map((name) =>
      mounts.seen(join(data(), name, 'data.mdb')),
    );
    const isQuiet = async (): Promise<boolean> => {
      const times = await Promise.all(logs.map(async (path) => (await stat(path)).mtimeMs));
      return Date.now() - Math.max(...times) > 2_000;
    };
    await waitUntil(isQuiet, { timeoutMs: 60_000, what: 'the last write of the logs' });
  };

  beforeAll(async () => {
    directory = await temporaryDirectory();
    await mkdir(data());
    mounts = await openMounts();
    mounts.run('truncate', '-s', '64M', image());
    mounts.run('mkfs.ext4', '-q', image());
    mount();
    await start();
    await whenReady(product);
    key = (await keysOf(mounts.seen(data())))['import'] ?? '';
    await sendAll({ url: product.url, key, events: scenario.items, batch: 20 });
    await send(0, 600);
  }, 180_000);
  afterAll(async () => {
    await product.stop('SIGKILL');
    await mounts.remove();
    await directory.remove();
  });

  // Seen to fail when the system's refusals are not put into words, and when an append does not try
  // to open the log's file.
  test('that becomes so while running refuses events, says so, and lost none at the next start', async () => {
    await untilWritten();
    // What the system does by itself when a disk fails.
    mounts.run('mount', '-o', 'remount,abort', data());
    const refused = await post(product, key, events.slice(600, 800));
    expect(refused).toMatchObject({ status: 503, retryAfter: '1' });
    const sentence = `events are refused: ${join(data(), 'log')} is on a read-only file system; make it writable`;
    await waitUntil(async () => (await notReadyBecause(product)).includes(sentence));
    expect(product.output()).toContain(`emberlog: ${sentence}\n`);
    // The engine of the log was kept from writing: failing there damages the memory of the process.
    expect(product.output()).not.toContain('append failed');
    await product.stop('SIGTERM');

    await start();
    expect(await product.stopped).toBe(1);
    expect(product.output()).toBe(
      `emberlog: ${data()} is on a read-only file system; make it writable, then start again.\n`,
    );

    mounts.run('umount', data());
    mount();
    await start();
    await whenReady(product);
    await expectFold(product, scenario, { now, after: await send(600, 1_200) });
  });

  // Seen to fail when the log's file is not opened for writing before the engine maps it.
  test('under a single file of the log is named, and it starts once that is writable', async () => {
    await product.stop('SIGTERM');
    for (const name of ['lock.mdb', 'data.mdb']) {
      const path = join(data(), 'log', name);
      mounts.run('mount', '--bind', path, path);
      mounts.run('mount', '-o', 'remount,ro,bind', path);
      await start();
      expect(await product.stopped).toBe(1);
      expect(product.output()).toBe(
        `emberlog: ${path} is on a read-only file system; make it writable, then start again.\n`,
      );
      mounts.run('umount', path);
    }
  });
});
