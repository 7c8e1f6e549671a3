import { RANKED } from '@emberlog/clickhouse';
import { weight, WEIGHT_COEFFICIENTS, type Ranking } from '@emberlog/ranking';
import { asOfArbitrary, HOUR, LOG_SPAN, LOG_START, voteLogArbitrary } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listedItems } from '../testing/item-log-arbitrary.ts';
import { manyArbitrary, recordsIn } from '../testing/many-arbitrary.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import type { VersionRecord } from '../testing/record-rows.ts';
import { wholeList } from '../testing/whole-list.ts';
import { beginningBehind, listParameters } from './list-parameters.ts';
import { readPlaces } from './ranked-list.ts';

const NOTHING = { items: [], votes: [], views: [] };
const UNFILTERED = { filtered: false, searched: false, capped: false, only: false };

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

// Seen to fail without the twelfth coefficient.
test('the weight of any age is the same integer in the engine as in the definition', async () => {
  await model.clear();
  const asOf = LOG_START;
  const listings = fc.sample(fc.integer({ min: 0, max: 40 * 48 * HOUR }), 4_000);
  const edges = Array.from({ length: 34 }, (_, n) => [n * 48 * HOUR, n * 48 * HOUR + 1]).flat();
  const versions = [...listings, ...edges].map((age, index): VersionRecord => ({
    ...{ item: `i${index}`, kind: 'published', id: 'v1', time: asOf - age, logged: asOf },
    patch: { title: 'x', listedAt: asOf - age },
  }));
  const cut = { asOf, ends: await model.write(versions) };
  const params = { halfLifeMs: 48 * HOUR, prior: 1, windowMs: null };
  const ranking: Ranking = { algorithm: 'trending', params };
  const list = wholeList(ranking, cut);
  const expected = versions.map(({ item, time }) => [item, BigInt(weight(asOf - time, 48 * HOUR))]);
  for (const source of [model.source, model.tables]) {
    const places = await readPlaces(source, list, null, versions.length + 1);
    const scores = new Map(places.map(({ item, score }) => [item, score]));
    expect(scores).toEqual(new Map(expected as []));
  }
});

const prunable = fc.record({
  votes: voteLogArbitrary({ span: 3 * LOG_SPAN }),
  halfLife: fc.integer({ min: 1, max: 30 }).map((hours) => hours * HOUR),
  asOf: asOfArbitrary(),
});

// Seen to fail when votes are left out from 8 half-lives on, and when by the month they were cast in.
test('leaving out votes too old to weigh anything changes no bit', async () => {
  await fc.assert(
    fc.asyncProperty(manyArbitrary(30, prunable), async (many) => {
      const apart = await model.refill(
        many.map(({ votes }, log) => recordsIn(log, [...listedItems(() => LOG_START), ...votes])),
      );
      const compared = many.map(async ({ halfLife, asOf }, log) => {
        const ends = apart[log]?.endsAfter(Infinity) ?? NOTHING;
        const params = { halfLifeMs: halfLife, prior: 0, windowMs: null };
        const ranking: Ranking = { algorithm: 'trending', params };
        const list = wholeList(ranking, { asOf, ends });
        const [pruned, weighed] = await Promise.all(
          [model.tables, model.source].map(
            async (source) => await readPlaces(source, list, null, 100),
          ),
        );
        const whole = await model.reader.query(RANKED.trending.page(UNFILTERED), {
          ...listParameters(list, asOf),
          ...beginningBehind(null),
          ...{ votes_since: 0, skip: 0, rows: 100 },
        });
        for (const places of [pruned, weighed]) {
          expect(places?.map(({ item, score }) => [item, score])).toEqual(
            whole.map(({ item, points }) => [item, points]),
          );
        }
      });
      await Promise.all(compared);
    }),
    { numRuns: 2, unbiased: true, endOnFailure: true },
  );
});

test('the engine sums with the coefficients of the definition', () => {
  const { sql } = RANKED.trending.page(UNFILTERED);
  expect(WEIGHT_COEFFICIENTS.filter((coefficient) => !sql.includes(`${coefficient}`))).toEqual([]);
});
