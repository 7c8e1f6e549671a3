import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankItems, type RankableItem, type RankedItem } from './rank.ts';
import type { Ranking } from './score.ts';
import { foldVotes, type VoteRecord } from './vote-fold.ts';
import {
  asOfArbitrary,
  EPOCH,
  halfLifeArbitrary,
  itemsArbitrary,
  punctualVoteLogArbitrary,
  timeArbitrary,
  voteLogArbitrary,
} from './vote-log-arbitrary.ts';

const trendingArbitrary = fc
  .record({ halfLifeMs: halfLifeArbitrary, prior: fc.nat(50), windowMs: fc.constant(null) })
  .map((params) => ({ algorithm: 'trending', params }) as const);
const anyRankingArbitrary: fc.Arbitrary<Ranking> = fc.oneof(
  trendingArbitrary,
  fc.constant({ algorithm: 'new', params: { windowMs: null } } as const),
  fc
    .record({
      window: fc.oneof(fc.constantFrom('day' as const, 'week' as const), halfLifeArbitrary),
      basis: fc.constantFrom('voted' as const, 'published' as const),
    })
    .map((params) => ({ algorithm: 'top', params }) as const),
);

type World = {
  readonly items: readonly RankableItem[];
  readonly log: readonly VoteRecord[];
  readonly asOf: number;
};
const rank = (ranking: Ranking, { items, log, asOf }: World): readonly RankedItem[] =>
  rankItems({ ...ranking, items, asOf, ledger: foldVotes(log).ledger });

const worldArbitrary = (log: fc.Arbitrary<readonly VoteRecord[]>): fc.Arbitrary<World> =>
  fc.record({ items: itemsArbitrary, log, asOf: asOfArbitrary });

/** A time map applied to everything a ranking depends on. */
const mapTimes = ({ items, log, asOf }: World, map: (ms: number) => number): World => ({
  items: items.map((item) => ({ ...item, listedAt: map(item.listedAt) })),
  log: log.map((record) => ({ ...record, time: map(record.time), logged: map(record.logged) })),
  asOf: map(asOf),
});
const scores = (list: readonly RankedItem[]) =>
  list.map(({ rank, id, score }) => [rank, id, score]);

/** The same log with one more reader's events at its end, in their order. */
const withReader = (
  log: readonly VoteRecord[],
  events: readonly (readonly [VoteRecord['kind'], number])[],
): readonly VoteRecord[] => {
  const latest = Math.max(0, ...log.map(({ logged }) => logged), ...events.map(([, at]) => at));
  const added = events.map(([kind, time], index) => ({
    item: 'a',
    actor: 'one more reader',
    kind,
    time,
    id: `more-${index}`,
    logged: latest,
  }));
  return [...log, ...added];
};
const threeTimes = fc
  .uniqueArray(timeArbitrary, { minLength: 3, maxLength: 3 })
  .map((times) => times.toSorted((a, b) => a - b) as [number, number, number]);

describe('rankItems', () => {
  // Seen to fail when a retraction is dated at its own time.
  it('is from a retraction on what it would be without the vote', () => {
    fc.assert(
      fc.property(
        anyRankingArbitrary,
        worldArbitrary(voteLogArbitrary),
        threeTimes,
        (ranking, world, [cast, retracted, asOf]) => {
          const log = withReader(world.log, [
            ['upvoted', cast],
            ['retracted', retracted],
          ]);
          for (const later of [retracted, asOf, asOf + world.asOf - EPOCH]) {
            const seen = rank(ranking, { ...world, log, asOf: later });
            expect(seen).toEqual(rank(ranking, { ...world, asOf: later }));
          }
        },
      ),
    );
  });

  // Seen to fail when a vote cast again counts from its new time.
  it('is after cast, retract, cast what it would be after the first cast alone', () => {
    fc.assert(
      fc.property(
        anyRankingArbitrary,
        worldArbitrary(voteLogArbitrary),
        threeTimes,
        (ranking, world, [cast, retracted, again]) => {
          const once = withReader(world.log, [['upvoted', cast]]);
          const log = withReader(world.log, [
            ['upvoted', cast],
            ['retracted', retracted],
            ['upvoted', again],
          ]);
          for (const asOf of [again, again + world.asOf - EPOCH]) {
            const seen = rank(ranking, { ...world, log, asOf });
            expect(seen).toEqual(rank(ranking, { ...world, log: once, asOf }));
          }
        },
      ),
    );
  });

  // Seen to fail when rows recorded after as_of are counted.
  it('counts a vote from its cast until just before its retraction', () => {
    fc.assert(
      fc.property(
        anyRankingArbitrary,
        worldArbitrary(voteLogArbitrary),
        threeTimes,
        (ranking, world, [cast, between, retracted]) => {
          const once = withReader(world.log, [['upvoted', cast]]);
          const log = withReader(world.log, [
            ['upvoted', cast],
            ['retracted', retracted],
          ]);
          for (const asOf of [cast, between, retracted - 1]) {
            const seen = rank(ranking, { ...world, log, asOf });
            expect(seen).toEqual(rank(ranking, { ...world, log: once, asOf }));
          }
        },
      ),
    );
  });

  // Seen to fail when rows recorded after as_of are counted.
  it('is not changed by what is recorded later, where each reader is heard in order', () => {
    fc.assert(
      fc.property(
        anyRankingArbitrary,
        worldArbitrary(punctualVoteLogArbitrary),
        (ranking, world) => {
          const known = world.log.filter(
            ({ time, logged }) => Math.min(time, logged) <= world.asOf,
          );
          expect(rank(ranking, world)).toEqual(rank(ranking, { ...world, log: known }));
        },
      ),
    );
  });

  // Seen to fail when votes older than one half-life count against an item.
  it('never lowers an item for one more vote, and changes no other score', () => {
    const worlds = worldArbitrary(voteLogArbitrary);
    fc.assert(
      fc.property(anyRankingArbitrary, worlds, timeArbitrary, (ranking, world, cast) => {
        const log = withReader(world.log, [['upvoted', cast]]);
        const [before, after] = [rank(ranking, world), rank(ranking, { ...world, log })];
        const others = (list: readonly RankedItem[]) => list.filter(({ id }) => id !== 'a');
        const scoreOf = (list: readonly RankedItem[]) => list.find(({ id }) => id === 'a')?.score;
        const rankOf = (list: readonly RankedItem[]) => list.find(({ id }) => id === 'a')?.rank;
        expect(others(after).map(({ id, score }) => [id, score])).toEqual(
          others(before).map(({ id, score }) => [id, score]),
        );
        expect((scoreOf(after) ?? 0n) >= (scoreOf(before) ?? 0n)).toBe(true);
        expect(rankOf(after) ?? 0).toBeLessThanOrEqual(rankOf(before) ?? 0);
      }),
    );
  });
});

describe('rankItems by trending', () => {
  // Seen to fail when ages are counted in hours since 1970.
  it('gives the same scores when all times are shifted', () => {
    const shifts = fc.integer({ min: -EPOCH / 2, max: EPOCH });
    const worlds = worldArbitrary(voteLogArbitrary);
    fc.assert(
      fc.property(trendingArbitrary, worlds, shifts, (ranking, world, shift) => {
        const shifted = mapTimes(world, (ms) => ms + shift);
        expect(scores(rank(ranking, shifted))).toEqual(scores(rank(ranking, world)));
      }),
    );
  });

  // Seen to fail when the age within a half-life is cut to seconds.
  it('gives the same scores when all ages and the half-life are scaled', () => {
    const worlds = worldArbitrary(voteLogArbitrary);
    fc.assert(
      fc.property(
        trendingArbitrary,
        worlds,
        fc.integer({ min: 2, max: 9 }),
        (ranking, world, k) => {
          const scaled = mapTimes(world, (ms) => world.asOf + k * (ms - world.asOf));
          const params = { ...ranking.params, halfLifeMs: k * ranking.params.halfLifeMs };
          const seen = rank({ ...ranking, params }, scaled);
          expect(scores(seen)).toEqual(scores(rank(ranking, world)));
        },
      ),
    );
  });

  // Seen to fail when the prior does not decay.
  it('halves a score with each half-life without events, but for the quanta cut off', () => {
    fc.assert(
      fc.property(trendingArbitrary, worldArbitrary(voteLogArbitrary), (ranking, world) => {
        const { halfLifeMs, prior } = ranking.params;
        const log = world.log.filter(({ time }) => time <= world.asOf);
        const [now, later] = [world.asOf, world.asOf + halfLifeMs].map((asOf) =>
          rank(ranking, { ...world, items: listedBy(world), log, asOf }),
        );
        for (const { id, score, votes } of now ?? []) {
          const lost = score - 2n * (later?.find((item) => item.id === id)?.score ?? -1n);
          expect(lost >= 0n && lost <= BigInt(votes + prior)).toBe(true);
        }
      }),
    );
  });

  // Seen to fail when weights fall with the inverse of the age instead of exponentially.
  it('keeps the order of scores that stay further apart than their number of terms', () => {
    const waits = fc.integer({ min: 0, max: 400 * 3_600_000 });
    const worlds = worldArbitrary(voteLogArbitrary);
    fc.assert(
      fc.property(trendingArbitrary, worlds, waits, (ranking, world, wait) => {
        const log = world.log.filter(({ time }) => time <= world.asOf);
        const still = { ...world, log, items: listedBy(world) };
        const now = rank(ranking, still);
        const later = rank(ranking, { ...still, asOf: world.asOf + wait });
        const apart = now.flatMap((upper) =>
          now
            .slice(upper.rank)
            .filter((lower) => isApart(upper, lower, ranking.params.prior))
            .map((lower) => [upper.id, lower.id].map((id) => later.find((i) => i.id === id))),
        );
        const swapped = apart.filter(
          ([upper, lower]) =>
            upper !== undefined &&
            lower !== undefined &&
            isApart(upper, lower, ranking.params.prior) &&
            upper.rank > lower.rank,
        );
        expect(swapped).toEqual([]);
      }),
    );
  });

  // Seen to fail when an age of 0 weighs nothing.
  it('is exactly the prior at the moment of listing', () => {
    fc.assert(
      fc.property(trendingArbitrary, itemsArbitrary, (ranking, items) => {
        for (const item of items) {
          const [listed] = rankItems({
            ...ranking,
            items: [item],
            asOf: item.listedAt,
            ledger: [],
          });
          expect(listed?.score).toBe(BigInt(ranking.params.prior) * 2n ** 32n);
        }
      }),
    );
  });
});

const listedBy = ({ items, asOf }: World): readonly RankableItem[] =>
  items.filter(({ listedAt }) => listedAt <= asOf);

const isApart = (upper: RankedItem, lower: RankedItem, prior: number): boolean => {
  const gap = upper.score - lower.score;
  return (gap < 0n ? -gap : gap) > BigInt(upper.votes + lower.votes + 2 * prior);
};
