import fc from 'fast-check';
import {
  asOfArbitrary,
  halfLifeArbitrary,
  HOUR,
  LOG_ITEMS,
  LOG_SPAN,
  logTimeArbitrary,
} from '../log-times.ts';
import { voteLogArbitrary, type LoggedVote } from '../vote-log-arbitrary.ts';

/** An algorithm with its parameters; times in ms. */
export type WorldRanking =
  | {
      readonly algorithm: 'trending';
      readonly params: {
        readonly halfLifeMs: number;
        readonly prior: number;
        readonly windowMs: number | null;
      };
    }
  | { readonly algorithm: 'new'; readonly params: { readonly windowMs: number | null } }
  | {
      readonly algorithm: 'top';
      readonly params: {
        readonly window: 'day' | 'week' | 'month' | 'all' | number;
        readonly basis: 'voted' | 'published';
      };
    };

export type Trending = Extract<WorldRanking, { algorithm: 'trending' }>;

/** All that a list depends on: what is ranked when, and the whole log. Times in ms UTC. */
export type World<R extends WorldRanking = WorldRanking> = {
  readonly ranking: R;
  readonly listings: readonly { readonly id: string; readonly listedAt: number }[];
  readonly votes: readonly LoggedVote[];
  readonly asOf: number;
};

/** A place in the list of a world, by its integer score. */
type WorldPlace = { readonly id: string; readonly score: bigint };
export type WorldList = readonly WorldPlace[];

export const trendingArbitrary: fc.Arbitrary<Trending> = fc.record({
  algorithm: fc.constant('trending' as const),
  params: fc.record({
    halfLifeMs: halfLifeArbitrary(),
    prior: fc.nat(50),
    windowMs: fc.constant(null),
  }),
});

/** Any algorithm. Windows are whole hours, as requests name them. */
export const rankingArbitrary: fc.Arbitrary<WorldRanking> = fc.oneof(
  trendingArbitrary,
  fc.constant({ algorithm: 'new', params: { windowMs: null } } as const),
  fc.record({
    algorithm: fc.constant('top' as const),
    params: fc.record({
      window: fc.oneof(
        fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'all' as const),
        fc.integer({ min: 1, max: LOG_SPAN / HOUR }).map((hours) => hours * HOUR),
      ),
      basis: fc.constantFrom('voted' as const, 'published' as const),
    }),
  }),
);

const listingsArbitrary = fc
  .tuple(...LOG_ITEMS.map((id) => logTimeArbitrary().map((listedAt) => ({ id, listedAt }))))
  .map((listings): World['listings'] => listings);

/** A world of a log, ranked in one of the ways given. */
export const worldArbitrary = <R extends WorldRanking>(
  rankings: fc.Arbitrary<R>,
  votes: fc.Arbitrary<readonly LoggedVote[]> = voteLogArbitrary({ maxLength: 40 }),
): fc.Arbitrary<World<R>> =>
  fc.record({ ranking: rankings, listings: listingsArbitrary, votes, asOf: asOfArbitrary() });

/** The same log with events of one more reader on an item at its end, in their order. */
export const withReader = <R extends WorldRanking>(
  world: World<R>,
  events: readonly (readonly [LoggedVote['kind'], number])[],
): World<R> => {
  const times = events.map(([, time]) => time);
  const logged = Math.max(0, ...world.votes.map((vote) => vote.logged), ...times);
  const added = events.map(([kind, time], index) => {
    return { item: 'a', actor: '00000000000000ff', kind, time, id: `more-${index}`, logged };
  });
  return { ...world, votes: [...world.votes, ...added] };
};

/** Three times of a log, in their order. */
export const threeTimes: fc.Arbitrary<readonly [number, number, number]> = fc
  .uniqueArray(logTimeArbitrary(), { minLength: 3, maxLength: 3 })
  .map((times) => times.toSorted((a, b) => a - b) as [number, number, number]);
