import { trendingReply } from '@emberlog/api';
import { temporaryDirectory } from '@emberlog/testing';
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, spawnProduct, whenGreeted, whenReady, type Product } from './product.ts';

const run = promisify(execFile);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let port: number;
let product: Product;

beforeAll(async () => {
  directory = await temporaryDirectory();
  port = await freePort();
  product = spawnProduct({
    dataDir: directory.path,
    port,
    env: { EMBERLOG_DEMO: 'on' },
    fromSources: true,
  });
  await whenReady(product);
  await whenGreeted(product);
});

afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

const list = async () =>
  trendingReply.parse(await (await fetch(`${product.url}/v1/trending?limit=100`)).json());

test('the demo shows fifty papers on ten weekdays, with votes and views', async () => {
  const { items } = await list();
  expect(items).toHaveLength(50);
  expect(new Set(items.map((item) => item.listedOn)).size).toBe(10);
  expect(items.every((item) => ![0, 6].includes(new Date(item.listedOn).getUTCDay()))).toBe(true);
  expect(items.reduce((sum, item) => sum + item.upvotes, 0)).toBeGreaterThan(300);
  expect(items.every((item) => item.views >= item.upvotes)).toBe(true);
});

test('the page shows them and says that the readers are simulated', async () => {
  const reply = await fetch(`${product.url}/`);
  const page = await reply.text();
  expect(reply.status).toBe(200);
  expect(page).toContain('Daily Papers');
  expect(page).toMatch(/simulated/i);
});

test('the printed question is answered by SQL', async () => {
  const command = /^curl -s http:\S+ -u 'analyst:.*$/m.exec(product.output())?.[0] ?? '';
  const { stdout } = await run('bash', ['-c', command]);
  expect(stdout.split('\n').filter((line) => line.includes('│'))).toHaveLength(5);
});

test('a port of analysts that is taken is named, with what to do', async () => {
  const taken = new URL(product.url).port;
  const other = await temporaryDirectory();
  const second = spawnProduct({
    ...{ dataDir: other.path, port: await freePort() },
    env: { EMBERLOG_SQL_PORT: taken },
  });
  expect(await second.stopped).toBe(1);
  expect(second.output()).toBe(
    `emberlog: 127.0.0.1:${taken} is in use by another process. Set EMBERLOG_SQL_PORT to a free port, or to off.\n`,
  );
  await other.remove();
});

test('the printed command votes and shows the paper it voted for', async () => {
  const command = /^AFTER=.*$/m.exec(product.output())?.[0] ?? '';
  const subject = /"subject":"([^"]+)"/.exec(command)?.[1] ?? '';
  const read = async (): Promise<Record<string, unknown>> =>
    JSON.parse((await run('bash', ['-c', command])).stdout) as Record<string, unknown>;
  expect(await read()).toMatchObject({ id: subject });
  const rows = async () => (await read())['upvotes'];
  expect(await rows()).toBeGreaterThan(0);
});

test('secrets are readable by their owner only', async () => {
  const modes = await Promise.all(
    ['keys.json', 'secret'].map(
      async (name) => (await stat(join(directory.path, name))).mode & 0o777,
    ),
  );
  expect(modes).toEqual([0o600, 0o600]);
});

test('a second start says who holds the directory, and one after a clean stop works', async () => {
  const second = spawnProduct({
    dataDir: directory.path,
    port: await freePort(),
    env: { EMBERLOG_DEMO: 'on' },
  });
  expect(await second.stopped).toBe(1);
  expect(second.output()).toContain(`held by process ${product.process.pid}`);
  expect(second.output()).toContain(product.url);

  const before = await list();
  expect(await product.stop('SIGINT')).toBe(0);
  product = spawnProduct({ dataDir: directory.path, port, env: { EMBERLOG_DEMO: 'on' } });
  await whenReady(product);
  const after = await fetch(
    `${product.url}/v1/trending?limit=100&position=${before.position}&as_of=${before.as_of}`,
  );
  expect(after.status).toBe(200);
  const { items } = trendingReply.parse(await after.json());
  expect(items).toEqual(before.items);
});

test('a directory begun with the demo refuses to be shown as real data', async () => {
  await product.stop('SIGINT');
  const real = spawnProduct({ dataDir: directory.path, port });
  expect(await real.stopped).toBe(1);
  expect(real.output()).toContain('simulated readers');
});

test('a configuration with several mistakes names them all', async () => {
  const wrong = spawnProduct({
    dataDir: directory.path,
    port,
    env: { EMBERLOG_DEMO: 'maybe', EMBERLOG_SECRET: 'short', KAFKA_BROKERS: 'localhost' },
  });
  expect(await wrong.stopped).toBe(1);
  for (const name of ['EMBERLOG_DEMO', 'EMBERLOG_SECRET', 'KAFKA_BROKERS']) {
    expect(wrong.output()).toContain(name);
  }
});
