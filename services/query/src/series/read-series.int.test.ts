import { ALGORITHMS, foldItem, foldVotes, rankItems, type Ranking } from '@emberlog/ranking';
import { HOUR, LOG_ITEMS, LOG_SPAN, LOG_START, voteLogArbitrary } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listedItems } from '../testing/item-log-arbitrary.ts';
import { manyArbitrary, nameIn, recordsIn } from '../testing/many-arbitrary.ts';
import { filledParams } from '../request/algorithm-parameters.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import type { TestRecord } from '../testing/record-rows.ts';
import { intervalText } from './interval.ts';
import { readSeries } from './read-series.ts';
import { createSeriesLanes, SERIES_LIMITS } from './series-lanes.ts';
import type { SeriesRequest } from './series-request.ts';

const NOTHING = { items: [], votes: [], views: [] };
const DAY = 24 * HOUR;
const NO_PINS = { asOf: null, pinned: null, after: null };

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

const context = (viewRetentionMs = 400 * DAY, expiredThrough: number | null = null) => ({
  ...{ ...model.source, viewRetentionMs },
  seriesLanes: createSeriesLanes(SERIES_LIMITS),
  viewsExpiredThrough: async () => await Promise.resolve(expiredThrough),
  isWanted: () => true,
});
const counts = (metric: 'upvotes' | 'views', interval: string): SeriesRequest => ({
  ...{ metric, ranking: null, pins: NO_PINS, from: null, to: null },
  interval: intervalText.parse(interval),
});

const moment = fc.integer({ min: 0, max: LOG_SPAN }).map((ms) => LOG_START + ms);
const asked = fc.record({
  votes: voteLogArbitrary({ items: LOG_ITEMS, maxLength: 200 }),
  interval: fc.constantFrom('hour', 'day', 'week', '90m', '6h'),
  asOf: moment,
  from: moment,
  to: moment,
});

// Seen to fail when votes count in the interval they were recorded in, and when `to` cuts one short.
test('votes of each interval are those of the fold, and together the upvotes of the item', async () => {
  await fc.assert(
    fc.asyncProperty(manyArbitrary(20, asked), async (many) => {
      const listed = listedItems(() => LOG_START);
      const logs = many.map(({ votes }, log) => recordsIn<TestRecord>(log, [...listed, ...votes]));
      const apart = await model.refill(logs);
      for (const [log, { votes, interval, asOf, ...span }] of many.entries()) {
        const ends = apart[log]?.endsAfter(logs[log]?.length ?? 0) ?? NOTHING;
        const [from, to] = [Math.min(span.from, span.to), Math.max(span.from, span.to)];
        const active = foldVotes(votes).ledger.filter((row) => row.recordedAt <= asOf);
        for (const item of LOG_ITEMS) {
          const own = active.filter((row) => row.item === item);
          const listedItem = { id: nameIn(log, item), listedAt: LOG_START };
          const request = counts('upvotes', interval);
          const expected = (at: string): number | null => {
            const start = Date.parse(at);
            const cast = own.filter(
              ({ effectiveAt }) =>
                effectiveAt >= start && effectiveAt < start + request.interval.width,
            );
            return start > asOf ? null : sumOf(cast.map(({ delta }) => delta));
          };
          for (const asked of [request, { ...request, from, to }]) {
            const points = await readSeries(context(), listedItem, asked, { asOf, ends });
            expect(points).toEqual(points.map(({ at }) => ({ at, value: expected(at) })));
          }
          const whole = await readSeries(context(), listedItem, request, { asOf, ends });
          expect(sumOf(whole.map(({ value }) => value ?? 0))).toBe(
            sumOf(own.map(({ delta }) => delta)),
          );
        }
      }
    }),
    { numRuns: 1, unbiased: true, endOnFailure: true },
  );
});

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

const rankings: readonly Extract<SeriesRequest['ranking'], object>[] = [
  { algorithm: 'trending', params: { half_life: '6h', prior: 3, window: null } },
  { algorithm: 'top', params: { window: 'week', basis: 'voted' } },
  { algorithm: 'new', params: { window: '2d' } },
];
const folded: readonly Ranking[] = [
  { algorithm: 'trending', params: { halfLifeMs: 6 * HOUR, prior: 3, windowMs: null } },
  { algorithm: 'top', params: { window: 'week', basis: 'voted' } },
  { algorithm: 'new', params: { windowMs: 2 * DAY } },
];

// Seen to fail when a standing is of the beginning of its interval.
test('ranks and scores of each interval are those of the whole list at its end', async () => {
  const [votes = []] = fc.sample(voteLogArbitrary({ items: LOG_ITEMS, maxLength: 200 }), {
    numRuns: 1,
    seed: 5,
  });
  const versions = listedItems((index) => LOG_START + index * 7 * HOUR);
  await model.clear();
  const ends = await model.write([...versions, ...votes]);
  const asOf = LOG_START + 5 * DAY + 1_234;
  const { ledger } = foldVotes(votes);
  for (const [n, ranking] of rankings.entries()) {
    const interval = intervalText.parse('11h');
    const shared = { interval, ranking, pins: NO_PINS, from: LOG_START, to: asOf + DAY };
    for (const item of LOG_ITEMS.slice(0, 3)) {
      const read = async (metric: 'rank' | 'score') =>
        await readSeries(
          context(),
          { id: item, listedAt: 0 },
          { ...shared, metric },
          { asOf, ends },
        );
      const ranks = await read('rank');
      const expected = ranks.map(({ at }) => {
        const start = Date.parse(at);
        const end = Math.min(start + interval.width - 1, asOf);
        const items = versions.flatMap((version) => {
          const found = foldItem([version], end);
          return found === null ? [] : [{ id: version.item, ...found }];
        });
        const list = rankItems({ ...(folded[n] as Ranking), asOf: end, items, ledger });
        const place = start > asOf ? undefined : list.find(({ id }) => id === item);
        return {
          rank: place?.rank ?? null,
          score:
            place === undefined ? null : Number(place.score) / ALGORITHMS[ranking.algorithm].unit,
        };
      });
      expect(ranks.map(({ value }) => value)).toEqual(expected.map(({ rank }) => rank));
      expect((await read('score')).map(({ value }) => value)).toEqual(
        expected.map(({ score }) => score),
      );
    }
  }
});

test('views of an interval count while they count for the item, and then there is nothing to say', async () => {
  await model.clear();
  const asOf = LOG_START + 12 * HOUR;
  const viewed = (time: number, actor: number): TestRecord => ({
    ...{ item: 'a', kind: 'viewed', time, logged: time },
    ...{ actor: `000000000000000${actor}`, id: `v${time}` },
  });
  const moments = [asOf - 3 * DAY, asOf - 3 * DAY + 1, asOf - DAY, asOf, asOf + 1];
  const early = listedItems(() => asOf - 6 * DAY).map((version) => {
    return { ...version, time: asOf - 6 * DAY, logged: asOf - 6 * DAY };
  });
  const ends = await model.write([...early, ...moments.map(viewed)]);
  const points = await readSeries(
    context(3 * DAY),
    { id: 'a', listedAt: asOf - 6 * DAY },
    { ...counts('views', 'day'), from: LOG_START - 4 * DAY, to: LOG_START + 2 * DAY },
    { asOf, ends },
  );
  expect(points.map(({ value }) => value)).toEqual([null, 1, 0, 1, 1, null]);
});

const standing = (algorithm: 'best' | 'top', span: Pick<SeriesRequest, 'from' | 'to'>) => ({
  ...{ metric: 'rank' as const, interval: intervalText.parse('day'), pins: NO_PINS, ...span },
  ranking: { algorithm, params: filledParams(algorithm, {}) },
});

// Seen to fail when a standing is of the first millisecond of the next interval.
test('a vote on the border is of the interval that begins there', async () => {
  await model.clear();
  const listedAt = LOG_START;
  const border = LOG_START + DAY;
  const vote = { item: LOG_ITEMS[1], kind: 'upvoted', actor: '0000000000000001' } as const;
  const ends = await model.write([
    ...listedItems(() => listedAt),
    { ...vote, time: border, logged: border, id: 'v' },
  ]);
  const asked = standing('top', { from: LOG_START, to: border + 1 });
  const item = { id: vote.item, listedAt };
  const points = await readSeries(context(), item, asked, { asOf: border + HOUR, ends });
  expect(points.map(({ value }) => value)).toEqual([3, 1]);
});

// Seen to fail when views that were dropped are not asked for.
test('where views were dropped that counted, a place by best is not known, and others are', async () => {
  await model.clear();
  const ends = await model.write(listedItems(() => LOG_START));
  const item = { id: LOG_ITEMS[0], listedAt: LOG_START };
  const dropped = context(2 * DAY, LOG_START - HOUR);
  const span = { from: LOG_START, to: LOG_START + 3 * DAY };
  const cut = { asOf: LOG_START + 5 * DAY, ends };
  const read = async (algorithm: 'best' | 'top') =>
    (await readSeries(dropped, item, standing(algorithm, span), cut)).map(({ value }) => value);
  expect(await read('best')).toEqual([null, expect.any(Number), expect.any(Number)]);
  expect(await read('top')).toEqual([1, 1, 1].map(() => expect.any(Number) as number));
});
