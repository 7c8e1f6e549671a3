import { defineQuery, integer, openServer } from '@emberlog/clickhouse';
import { temporaryDirectory, waitUntil, type TemporaryDirectory } from '@emberlog/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const FROM_SOURCE = ['--conditions=@emberlog/source', '--import', 'tsx'];

let directory: TemporaryDirectory;

beforeAll(async () => {
  directory = await temporaryDirectory();
});

afterAll(async () => {
  await directory.remove();
});

const run = (environment: Readonly<Record<string, string>>, ...more: string[]) => {
  const child = spawn(process.execPath, [...FROM_SOURCE, MAIN, ...more], {
    env: { ...process.env, EMBERLOG_DATA_DIR: `${directory.path}/data`, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  return { child, ended, out: () => out, err: () => err };
};

const started = async (environment: Readonly<Record<string, string>> = {}) => {
  const running = run({ EMBERLOG_CLICKHOUSE_PORT: '0', ...environment });
  const url = await waitUntil(() => /listens on (\S+)\n/.exec(running.out())?.[1], {
    timeoutMs: 30_000,
    what: 'the address',
  });
  return { ...running, url };
};

const rowsOf = defineQuery({
  name: 'rows',
  sql: 'SELECT count() AS rows FROM kept',
  params: z.object({}),
  row: z.object({ rows: integer }),
});

// Seen to fail with a stop that cuts off what runs.
test('a stop lets a running insert finish, and the next start has its rows', async () => {
  const first = await started();
  const database = openServer({ url: first.url });
  await database.writer.command('CREATE TABLE kept (a UInt8) ENGINE = MergeTree ORDER BY a');
  const inserting = database.writer.command(
    'INSERT INTO kept SELECT sleep(0.5) FROM numbers(3) SETTINGS max_block_size = 1',
  );
  await waitUntil(async () => (await runningInserts(first.url)) === 1);
  first.child.kill('SIGTERM');
  await inserting;
  await database.close();
  expect((await first.ended)[0]).toBe(0);

  const second = await started();
  const again = openServer({ url: second.url });
  expect(await again.reader.query(rowsOf, {})).toEqual([{ rows: 3 }]);
  await again.close();
  second.child.kill('SIGINT');
  expect((await second.ended)[0]).toBe(0);
});

const runningInserts = async (url: string): Promise<number> => {
  const sql = "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO kept%'";
  return Number(await (await fetch(url, { method: 'POST', body: sql })).text());
};

test('what is wrong is said in a sentence, and nothing starts', async () => {
  const first = await started();
  const port = new URL(first.url).port;
  const held = run({ EMBERLOG_CLICKHOUSE_PORT: '0' });
  const taken = run({ EMBERLOG_CLICKHOUSE_PORT: port, EMBERLOG_DATA_DIR: `${directory.path}/o` });
  const open = run({ EMBERLOG_CLICKHOUSE_HOST: '0.0.0.0', EMBERLOG_CLICKHOUSE_PORT: '0' });
  const wrong = run({ EMBERLOG_CLICKHOUSE_PORT: 'x' });
  const all = [held, taken, open, wrong];
  expect(await Promise.all(all.map(async ({ ended }) => (await ended)[0]))).toEqual([1, 1, 1, 1]);
  expect(held.err()).toContain(`Process ${first.child.pid ?? ''} holds it. Stop that process`);
  expect(taken.err()).toContain(`port ${port} is in use. Set EMBERLOG_CLICKHOUSE_PORT`);
  expect(open.err()).toContain('needs a password');
  expect(wrong.err()).toContain('EMBERLOG_CLICKHOUSE_PORT');
  for (const { err } of all) expect(err()).not.toMatch(/^\s+at /m);
  first.child.kill('SIGTERM');
  await first.ended;
});

test('--check-config shows what would be used, without the password', async () => {
  const checked = run({ EMBERLOG_CLICKHOUSE_PASSWORD: 'hidden' }, '--check-config');
  expect((await checked.ended)[0]).toBe(0);
  expect(JSON.parse(checked.out())).toMatchObject({ port: 8123, password: 'given' });
});
