import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBacktestsUnderTest, resultOf } from '../testing/backtests-under-test.ts';

let site: Awaited<ReturnType<typeof openBacktestsUnderTest>>;
beforeAll(async () => {
  site = await openBacktestsUnderTest(18);
});
afterAll(async () => await site.close());

test('without a word it judges every algorithm on all the days that the history allows', async () => {
  const reply = await site.ended({});
  expect(reply).toMatchObject({
    ...{ state: 'done', step: '1d', horizons: ['1d', '3d', '7d'], k: [10] },
    ...{ from: '2025-11-02T00:00:00.000Z', to: '2025-11-11T00:00:00.000Z', total: 10 * 18 },
  });
  expect(reply.days).toEqual(
    ['1d', '3d', '7d'].map((horizon) => ({ horizon, judged: 10, without_votes: 0 })),
  );
  const names = reply.rankings.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['trending half_life=24h', 'hot preset=reddit']));
  expect(reply.results.map(({ ranking }) => ranking)).toEqual([...names, ...names, ...names]);
  const day = resultOf(reply, 'new', '1d');
  expect(day?.ndcg.low).toBeLessThan(day?.ndcg.mean ?? 0);
});
