import { waitUntil } from '@emberlog/testing';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asUser, openServedSqlPort, type ServedSqlPort } from '../testing/served-sql-port.ts';

const MOST = 64 * 1_024 * 1_024;

let served: ServedSqlPort;

beforeAll(async () => {
  served = await openServedSqlPort({
    limits: { running: 1, runningPerKey: 1, answerBytes: MOST, stallMs: 500, runMs: 20_000 },
  });
});
afterAll(async () => {
  await served.close();
});

const begin = async (sql: string): Promise<IncomingMessage> => {
  const client = request(served.url, { method: 'POST', headers: asUser('analyst') });
  client.on('error', () => undefined);
  client.end(sql);
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return response;
};

/** However it ends. */
const closed = async (response: IncomingMessage): Promise<void> =>
  await new Promise((resolve) => response.once('close', resolve));

const rest = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  await closed(response);
  return Buffer.concat(chunks).toString();
};

test('a long answer begins before it is made, and arrives as it is', async () => {
  const response = await begin('SELECT number FROM numbers(3000000)');
  expect(served.queries.list()).toHaveLength(1);
  expect(response.headers['x-clickhouse-summary']).toBeUndefined();
  const text = await rest(response);
  expect([response.complete, text.length]).toEqual([true, 22_888_890]);
  expect(text.endsWith('\n2999999\n')).toBe(true);
});

// Seen to fail with answers as one buffer: the engine counts no memory for them.
test('an answer of many gigabytes takes no memory, and is cut at the limit', async () => {
  const before = process.memoryUsage().rss;
  let most = 0;
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before);
  }, 20);
  const sql = `SELECT number AS ${'x'.repeat(100_000)} FROM numbers(500000) FORMAT JSONEachRow`;
  const response = await begin(sql);
  let length = 0;
  let end = '';
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    end = (end + chunk.toString('latin1')).slice(-500);
  });
  await closed(response);
  clearInterval(looking);
  const tag = response.headers['x-clickhouse-exception-tag'] as string;
  expect(response.complete).toBe(false);
  expect(end).toMatch(
    new RegExp(
      `\\r\\n__exception__\\r\\n${tag}\\r\\nCode: 396\\. .*\\(TOO_MANY_ROWS_OR_BYTES\\)\\n\\d+ ${tag}\\r\\n__exception__\\r\\n$`,
    ),
  );
  expect(length).toBeLessThan(MOST + 1_000);
  expect(most).toBeLessThan(150 * 1_024 * 1_024);
  await waitUntil(() => served.queries.list().length === 0, {
    what: 'the engine to let go',
    timeoutMs: 60_000,
  });
});

test('what fails on its way says so at its end, and has no end', async () => {
  const sql = 'SELECT throwIf(number = 2000000), number FROM numbers(3000000)';
  const response = await begin(sql);
  const text = await rest(response);
  expect([response.statusCode, response.complete]).toEqual([200, false]);
  expect(text).toContain('__exception__');
  expect(text).toContain('(FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)\n');
  expect(served.ended.at(-1)).toMatchObject({ outcome: 'failed', code: 395 });
});

test('what fails before so much was made has a status', async () => {
  const sql = 'SELECT throwIf(number = 20000) FROM numbers(30000)';
  expect(await served.ask(sql)).toMatchObject({ status: 500 });
});

// Seen to fail without the time: the one turn there is was never given on.
test('a client that takes nothing is given up', async () => {
  const response = await begin('SELECT number FROM numbers(6000000)');
  response.pause();
  await waitUntil(() => served.queries.list().length === 0, { what: 'it to be given up' });
  expect(served.ended.at(-1)).toMatchObject({ outcome: 'abandoned' });
  expect((await served.ask('SELECT 1')).text).toBe('1\n');
});

test('with wait_end_of_query the cost is told of longer answers, too', async () => {
  const { summary } = await served.ask('SELECT number FROM numbers(500000)', {
    wait_end_of_query: '1',
  });
  expect(summary).toMatchObject({ result_rows: '500000', read_rows: '500000' });
});

// Seen to fail without who reads on: the engine opened the pipe again, and waited for ever.
test.each([
  'SELECT 1, 2 FORMAT Npy',
  'SELECT tuple() FORMAT Parquet',
  "SELECT CAST('a' AS Dynamic) AS x FORMAT Avro",
])('what a format cannot say is an error, and holds no turn: %s', async (sql) => {
  const { headers } = await served.ask(sql);
  expect(headers.get('x-clickhouse-exception-code')).toMatch(/^\d+$/);
  await waitUntil(() => served.queries.list().length === 0, { what: 'the turn to be given on' });
});
