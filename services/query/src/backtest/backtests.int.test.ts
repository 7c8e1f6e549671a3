import { backtestsReply } from '@emberlog/api';
import type { Reader } from '@emberlog/clickhouse';
import { waitUntil } from '@emberlog/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BACKTESTS,
  keyring,
  openBacktestsUnderTest,
  resultOf,
} from '../testing/backtests-under-test.ts';
import { createQueryUnderTest } from '../testing/query-under-test.ts';

let site: Awaited<ReturnType<typeof openBacktestsUnderTest>>;
beforeAll(async () => {
  site = await openBacktestsUnderTest(24);
});
afterAll(async () => await site.close());

const as = (key: string) => ({ Authorization: `Bearer ${key}` });

type Site = typeof site;
const send: Site['send'] = async (...asked) => await site.send(...asked);
const begin: Site['begin'] = async (body) => await site.begin(body);
const look: Site['look'] = async (id) => await site.look(id);
const ended: Site['ended'] = async (body) => await site.ended(body);

test('where items please for two days, the backtest prefers a half-life of one to hours and to weeks', async () => {
  const trending = (half_life: string) => ({ algorithm: 'trending', params: { half_life } });
  const reply = await ended({
    rankings: [
      ...['2h', '24h', '20d'].map(trending),
      { algorithm: 'top', params: { window: 'all' } },
    ],
    horizons: ['1d', '2d'],
  });
  expect(reply).toMatchObject({ state: 'done', trouble: null, done: reply.total });
  expect(reply.rankings.map(({ name, is_default }) => [name, is_default])).toEqual([
    ['trending', true],
    ['trending half_life=2h', false],
    ['trending half_life=24h', false],
    ['trending half_life=20d', false],
    ['top window=all', false],
  ]);
  for (const horizon of reply.horizons) {
    const ndcg = (name: string) => resultOf(reply, name, horizon)?.ndcg.mean ?? Number.NaN;
    expect(ndcg('trending half_life=24h')).toBeGreaterThan(ndcg('trending half_life=2h') + 0.03);
    expect(ndcg('trending half_life=24h')).toBeGreaterThan(ndcg('trending half_life=20d') + 0.1);
    // Not by chance: the interval of the difference on the same days lies below 0.
    const { ndcg: versus } = resultOf(reply, 'top window=all', horizon)?.versus_default ?? {};
    expect(versus?.mean).toBeCloseTo(ndcg('top window=all') - ndcg('trending'), 9);
    expect(versus?.high).toBeLessThan(0);
  }
  expect(resultOf(reply, 'trending')?.versus_default).toBeNull();
});

test('times without votes to come are left out, and counted', async () => {
  const reply = await ended({
    rankings: [{ algorithm: 'new' }],
    from: '2025-10-30T00:00:00Z',
    to: '2025-11-03T00:00:00Z',
    horizons: ['1d'],
    k: [1, 5],
  });
  expect(reply.days).toEqual([{ horizon: '1d', judged: 3, without_votes: 2 }]);
  expect(reply.results.map(({ k }) => k)).toEqual([1, 1, 5, 5]);
});

test('one runs at a time, tells how far it is, and is cancelled when asked to', async () => {
  const long = { step: '1h', from: '2025-11-02T00:00:00Z', to: '2025-11-10T00:00:00Z' };
  const { id, total } = await begin(long);
  expect((await send('POST', BACKTESTS, {})).body['detail']).toBe(
    `the backtest ${id} is not finished: wait for it, or cancel it`,
  );
  const seen = await waitUntil(async () => ((await look(id)).done > 0 ? await look(id) : null));
  expect(seen).toMatchObject({ state: 'running', total, results: [] });
  const cancelled = await send('DELETE', `${BACKTESTS}/${id}`);
  expect(cancelled.body).toMatchObject({ id, state: 'cancelled' });
  expect((await send('DELETE', `${BACKTESTS}/${id}`)).status).toBe(409);
  const { body } = await send('GET', BACKTESTS);
  expect(backtestsReply.parse(body).backtests[0]).toMatchObject({ id, state: 'cancelled' });
  const short = { rankings: [{ algorithm: 'new' }], from: long.to, to: long.to, horizons: ['1d'] };
  expect(await ended(short)).toMatchObject({ state: 'done', total: 2 });
});

test('it asks one thing after the other, so that readers go first', async () => {
  let [asking, most, asked] = [0, 0, 0];
  const reader: Reader = {
    query: async (query, params) => {
      asked += 1;
      most = Math.max(most, (asking += 1));
      return await site.model.reader.query(query, params).finally(() => (asking -= 1));
    },
  };
  const other = createQueryUnderTest({ reader, log: site.model.log }, { keyring });
  const day = '2025-11-05T00:00:00Z';
  const body = JSON.stringify({ from: day, to: day });
  await other.send(BACKTESTS, { method: 'POST', body, headers: as('operators-key') });
  [asked, most] = [0, 0];
  const isDone = async () => {
    const { body: reply } = await other.send(BACKTESTS, { headers: as('operators-key') });
    return backtestsReply.parse(reply).backtests[0]?.state === 'done';
  };
  await waitUntil(isDone, { timeoutMs: 60_000 });
  expect(asked).toBeGreaterThan(20);
  expect(most).toBe(1);
  other.close();
});

describe('what cannot be judged is refused', () => {
  test.each([
    ['null', '', ''],
    ['[]', '', ''],
    ['{"rankings":[]}', '/rankings', ''],
    ['{"rankings":[{"algorithm":"magic"}]}', '/rankings/0/algorithm', 'must be one of'],
    [
      '{"rankings":[{"algorithm":"trending","params":{"half_life":"1m","x":1}},{"algorithm":"new","params":{"prior":1}}]}',
      '/rankings/0/params/half_life /rankings/0/params/x /rankings/1/params/prior',
      'from 1h to 30d',
    ],
    ['{"rankings":[{"algorithm":"new"},{"algorithm":"new@1"}]}', '/rankings/1', 'the same as'],
    ['{"from":"yesterday","to":1}', '/from /to', ''],
    ['{"from":"0001-01-01T00:00:00Z","k":[0]}', '/from /k/0', 'between 1970-01-01 and'],
    [
      '{"step":"5m","horizons":["1h","0d",1,"91d"]}',
      '/horizons/1 /horizons/2 /horizons/3 /step',
      '',
    ],
    [
      '{"rankings":[{"algorithm":"top","params":[]},{"algorithm":"nope"},{"algorithm":"new","params":{"x":1}},{"algorithm":"hot"},{"algorithm":"hot"}],"step":"1m","horizons":["2m"],"k":[0],"to":"now"}',
      '/horizons/0 /k/0 /rankings/0/params /rankings/1/algorithm /rankings/2/params/x /rankings/4 /step /to',
      'from 1h to 90d',
    ],
    ['{"horizons":["91d","92d","93d","94d","95d","96d"],"step":"31d"}', '/horizons /step', ''],
    ['{"step":"5m","horizons":["91d"]}', '/horizons/0 /step', 'from 1h to'],
    ['{"k":[0,101,1.5]}', '/k/0 /k/1 /k/2', ''],
    ['{"k":[1,1],"half_life":"1d"}', '/half_life /k', ''],
    ['{"to":"2025-11-24T00:00:00Z"}', '/to', 'still to come'],
    ['{"from":"2025-11-05T00:00:00Z","to":"2025-11-04T00:00:00Z"}', '/from', 'later than to'],
    ['{"step":"1h","from":"2025-10-01T00:00:00Z"}', '/step', 'at most 400 times'],
  ])('%s', async (body, paths, message) => {
    const reply = await site.service.send(BACKTESTS, {
      ...{ method: 'POST', body, headers: as('operators-key') },
    });
    expect(reply.status).toBe(400);
    const errors = reply.body['errors'] as readonly { readonly path: string }[];
    expect(
      errors
        .map(({ path }) => path)
        .toSorted()
        .join(' '),
    ).toBe(paths);
    expect(reply.body['detail']).toContain(message);
  });

  test('a history in which nothing was voted for', async () => {
    const reader: Reader = {
      query: async (query, params) =>
        query.name === 'votes-span'
          ? await site.model.reader.query(query, { ...params, vote_ends: [] })
          : await site.model.reader.query(query, params),
    };
    const empty = createQueryUnderTest({ reader, log: site.model.log }, { keyring });
    const { status, body } = await empty.send(BACKTESTS, {
      ...{ method: 'POST', body: '{}', headers: as('operators-key') },
    });
    expect([status, body['detail']]).toEqual([
      409,
      'there is no history to be judged by: nothing was voted for',
    ]);
  });

  test.each(['nothing', '%00', '..%2Fkeys'])('there is no backtest %s', async (id) => {
    expect((await send('GET', `${BACKTESTS}/${id}`)).status).toBe(404);
    expect((await send('DELETE', `${BACKTESTS}/${id}`)).status).toBe(404);
  });
});

describe('backtests are the operators’ alone', () => {
  test.each([
    ['GET', BACKTESTS],
    ['POST', BACKTESTS],
    ['GET', `${BACKTESTS}/x`],
    ['DELETE', `${BACKTESTS}/x`],
  ])('%s %s', async (method, path) => {
    const statusOf = async (headers: Readonly<Record<string, string>>, to = site.service) =>
      (await to.send(path, { method, headers })).status;
    expect(await statusOf({})).toBe(401);
    expect(await statusOf(as('nobodys-key'))).toBe(401);
    expect(await statusOf(as('readers-key'))).toBe(403);
    const keyless = createQueryUnderTest(site.model);
    expect(await statusOf(as('operators-key'), keyless)).toBe(403);
    const { body } = await keyless.send(path, { method });
    expect(body['detail']).toContain('EMBERLOG_KEYS_FILE');
    keyless.close();
  });
});
