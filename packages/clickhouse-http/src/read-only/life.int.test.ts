import { waitUntil } from '@emberlog/testing';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asUser, openServedSqlPort, type ServedSqlPort } from '../testing/served-sql-port.ts';

const ENDLESS = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)';
/** What the engine works out before it begins, and ends for no limit of its own. */
const DEAF =
  'SELECT arrayCount(x -> cityHash64(SHA512(SHA512(toString(x)))) % 7 = 0, range(5000000))';
/** Questions stand back: a busy machine lets them end late. */
const LONG = 60_000;

let served: ServedSqlPort;

beforeAll(async () => {
  served = await openServedSqlPort({
    limits: { running: 3, runningPerKey: 2, waiting: 2, waitMs: 500, runMs: 1_500 },
  });
});
afterEach(async () => {
  await waitUntil(() => served.queries.list().length === 0, {
    what: 'all to end',
    timeoutMs: LONG,
  });
  // Room for what a test looks at.
  (served.ended as unknown[]).length = 0;
});
afterAll(async () => {
  await served.close();
});

const states = (): readonly string[] => served.queries.list().map(({ state }) => state);

const said = async (asking: ReturnType<ServedSqlPort['ask']>) => {
  const { status, headers } = await asking;
  return [status, headers.get('x-clickhouse-exception-code')];
};

test('what runs is listed with its key, and without what its strings say', async () => {
  const asking = said(served.ask(`${ENDLESS} WHERE 'secret' != '1'`, { query_id: 'mine' }));
  await waitUntil(() => states().includes('running'), { what: 'it to run' });
  expect(served.queries.list()).toEqual([
    {
      id: 'mine',
      key: 'analyst',
      statement: `${ENDLESS} WHERE '…' != '…'`,
      askedAt: expect.closeTo(Date.now(), -5) as number,
      state: 'running',
    },
  ]);
  expect(await said(served.ask('SELECT 1', { query_id: 'mine' }))).toEqual([500, '216']);
  expect(served.queries.kill('other')).toBe(false);
  expect(served.queries.kill('mine')).toBe(true);
  expect(await asking).toEqual([500, '394']);
});

test.each([
  ['runs', ENDLESS],
  ['is worked out before it runs', DEAF],
])('what %s for too long is over for who asked', async (_, sql) => {
  expect(await said(served.ask(sql))).toEqual([408, '159']);
});

test('a question whose client went away is ended', async () => {
  const client = request(served.url, { method: 'POST', headers: asUser('analyst') });
  client.on('error', () => undefined);
  client.end(ENDLESS);
  await waitUntil(() => states().includes('running'), { what: 'it to run' });
  client.destroy();
  await waitUntil(() => states().length === 0, { what: 'it to end', timeoutMs: LONG });
  expect(served.ended).toMatchObject([{ outcome: 'abandoned', key: 'analyst', code: 394 }]);
});

describe('there is room', () => {
  // Seen to fail without the limit of each key.
  test('for others, whatever one key asks', async () => {
    const many = [said(served.ask(ENDLESS)), said(served.ask(ENDLESS)), said(served.ask(ENDLESS))];
    await waitUntil(() => states().length === 3, { what: 'all to be there' });
    expect([...states()].sort()).toEqual(['running', 'running', 'waiting']);
    expect((await served.ask('SELECT 1', {}, asUser('other'))).text).toBe('1\n');
    expect((await Promise.all(many)).map(([, code]) => code).sort()).toEqual(['159', '159', '202']);
  });

  test('for no more than may wait', async () => {
    const asked = Array.from({ length: 4 }, async () => await said(served.ask(ENDLESS)));
    await waitUntil(() => states().length === 4, { what: 'all to be there' });
    expect(await said(served.ask('SELECT 1'))).toEqual([503, '202']);
    await Promise.all(asked);
  });
});

test('every question is told of once, with what it cost and how it ended', async () => {
  await served.ask('SELECT number FROM numbers(5)');
  await served.ask('DROP TABLE t');
  await served.ask('SELECT nothing');
  await served.ask('SELECT 1', {}, asUser('wrong'));
  const nothing = { rowsRead: null, bytesRead: null, rowsReturned: null, bytesReturned: null };
  const seconds = expect.any(Number) as number;
  const told = { id: expect.any(String) as string, key: 'analyst', seconds };
  expect(served.ended).toEqual([
    {
      ...{ ...told, outcome: 'answered', code: null, statement: 'SELECT number FROM numbers(5)' },
      ...{ rowsRead: 5, bytesRead: 40, rowsReturned: 5, bytesReturned: 10 },
    },
    { ...told, ...nothing, outcome: 'refused', code: 497, statement: 'DROP TABLE t' },
    { ...told, ...nothing, outcome: 'failed', code: 47, statement: 'SELECT nothing' },
  ]);
});
