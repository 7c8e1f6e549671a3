import { statusReply } from '@emberlog/api';
import { openKafkaLog } from '@emberlog/event-log/kafka';
import { canRunJars, notRunHere, startKafka, temporaryDirectory } from '@emberlog/testing';
import type { KafkaBroker, TemporaryDirectory } from '@emberlog/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callEmberlog, type Called } from '../cli/call-emberlog.ts';
import { poison } from '../cli/poison.ts';
import { freePort, spawnProduct, whenReady, type Product } from '../system/product.ts';

const isHere =
  (await canRunJars()) ||
  notRunHere('The tests of operators on Kafka do not run: they need Java 17 and Maven.');

const LETTERS = 400;

describe.runIf(isHere)('operators of the product on Kafka', () => {
  let broker: KafkaBroker;
  let directory: TemporaryDirectory;
  let product: Product;

  beforeAll(async () => {
    broker = await startKafka();
    directory = await temporaryDirectory();
    const log = await openKafkaLog({ brokers: [broker.brokers], partitions: 4 });
    await log.append(Array.from({ length: LETTERS }, (_, n) => poison(n % 4)));
    await log.close();
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
  }, 120_000);

  afterAll(async () => {
    await product.stop('SIGKILL');
    await broker.stop();
    await directory.remove();
  });

  const emberlog = async (...argv: string[]): Promise<Called> =>
    await callEmberlog(product.url, ...argv, '--data-dir', directory.path);

  test('see, replay and drop dead letters, and export the log', async () => {
    const { stdout } = await emberlog('status', '--json');
    const status = statusReply.parse(JSON.parse(stdout));
    expect(status.dead_letters.open).toBe(LETTERS);
    const again = ['replay', 'votes/1/0', '--if-unreadable', 'dead-letter-again'];
    expect((await emberlog('dead-letters', ...again)).stdout).toContain('1 again');
    expect((await emberlog('dead-letters', 'drop', 'votes/0/0')).stdout).toBe('1 dropped\n');
    expect((await emberlog('tail', 'votes', '-n', '1')).stdout).toContain('votes/1/100');
    const file = join(directory.path, 'log.gz');
    expect((await emberlog('export', file)).code).toBe(0);
    const lines = gunzipSync(await readFile(file))
      .toString()
      .trimEnd()
      .split('\n');
    // The archive's mark comes first.
    expect(lines).toHaveLength(LETTERS + 2);
  });
});
