import fc from 'fast-check';
import type { RankableItem } from './rank.ts';
import type { VoteRecord } from './vote-fold.ts';

/** The hour all generated logs begin at: 2025-12-10T00:00Z. */
export const EPOCH = Date.UTC(2025, 11, 10);
export const HOUR = 3_600_000;
/** Generated votes and listings lie within so many ms of `EPOCH`. */
const SPAN = 200 * HOUR;

const ITEMS = ['a', 'ab', 'b', 'b/2', 'C'] as const;
const ACTORS = ['1', 'b1', '2', '22'] as const;

/** A time of the log, often one that others share and on the hour. */
export const timeArbitrary: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 200 }).map((hours) => EPOCH + hours * HOUR),
  fc.integer({ min: 0, max: SPAN }).map((ms) => EPOCH + ms),
);

/** A time to rank at, from the log's begin to far beyond its end. */
export const asOfArbitrary: fc.Arbitrary<number> = fc.oneof(
  timeArbitrary,
  fc.integer({ min: 0, max: 5 * SPAN }).map((ms) => EPOCH + ms),
);

/** Half-lives short enough for some votes of a log to weigh nothing. */
export const halfLifeArbitrary: fc.Arbitrary<number> = fc
  .integer({ min: 60, max: 72 * 60 })
  .map((minutes) => minutes * 60_000);

const castArbitrary = (time: fc.Arbitrary<number>) =>
  fc.record({
    item: fc.constantFrom(...ITEMS),
    actor: fc.constantFrom(...ACTORS),
    kind: fc.constantFrom('upvoted' as const, 'upvoted' as const, 'retracted' as const),
    time,
    /** Negative: the sender's clock is ahead of the log. */
    delay: fc.integer({ min: -300_000, max: 300_000 }),
    salt: fc.integer({ min: 0, max: 35 }),
  });
type Cast = {
  readonly [K in keyof VoteRecord as Exclude<K, 'id' | 'logged'>]: VoteRecord[K];
} & { readonly delay: number; readonly salt: number };

/** As long as they may be: by default generated logs would be too short for a reader to return. */
const castsArbitrary = (time: fc.Arbitrary<number>): fc.Arbitrary<readonly Cast[]> =>
  fc.array(castArbitrary(time), { maxLength: 60, size: 'max' });

/** Events in order of arrival: ids are unique, `logged` never decreases. */
const arrive = (casts: readonly Cast[]): readonly VoteRecord[] => {
  let logged = 0;
  return casts.map(({ delay, salt, ...cast }, index) => {
    logged = Math.max(logged, cast.time + delay);
    return { ...cast, id: `${salt.toString(36)}-${index}`, logged };
  });
};

/** Half an hour in which events arrive up to five minutes late or ahead of their time. */
const crowdedLogArbitrary = castsArbitrary(
  fc.integer({ min: 0, max: 30 }).map((minutes) => EPOCH + minutes * 60_000),
).map((casts) => arrive(casts.toSorted((a, b) => a.time + a.delay - b.time - b.delay)));

/** A log in which events arrive in any order, late and ahead of their time. */
export const voteLogArbitrary: fc.Arbitrary<readonly VoteRecord[]> = fc.oneof(
  castsArbitrary(timeArbitrary).map(arrive),
  crowdedLogArbitrary,
);

/** A log whose events arrive in the order of their times, up to five minutes ahead of the log. */
export const punctualVoteLogArbitrary: fc.Arbitrary<readonly VoteRecord[]> = castsArbitrary(
  timeArbitrary,
)
  .map((casts) => arrive(casts.toSorted((a, b) => a.time - b.time)))
  .map((records) => records.map((record, index) => ({ ...record, id: idOf(index) })));

const idOf = (index: number): string => index.toString().padStart(3, '0');

/** Every item a generated log may speak of, each listed at some time of the log. */
export const itemsArbitrary: fc.Arbitrary<readonly RankableItem[]> = fc
  .tuple(...ITEMS.map((id) => timeArbitrary.map((listedAt) => rankable(id, listedAt))))
  .map((items) => items);

/** An item without organization and tags that lists may hold. */
export const rankable = (id: string, listedAt: number): RankableItem => ({
  id,
  listedAt,
  listedOn: new Date(listedAt).toISOString().slice(0, 10),
  listed: true,
  organization: null,
  tags: null,
});
