import { LISTING_FLAGS } from '@emberlog/clickhouse';
import { weight, WEIGHT_ONE } from '@emberlog/ranking';
import { HOUR, LOG_START } from '@emberlog/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeList } from '../testing/whole-list.ts';
import { createListings } from './listings.ts';
import { pageAt, ranksAt } from './trending-places.ts';
import type { Standings } from './trending-table.ts';
import { createVotedItems } from './voted-items.ts';

const DAY = 24 * HOUR;
const HALF_LIFE = DAY;

type Item = {
  readonly id: string;
  /** ms before the time of the list; negative: it is listed later. */
  readonly age: number;
  /** Null: nobody votes for it. */
  readonly votes: number | null;
};

const ageArbitrary = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }).map((days) => days * DAY) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 8 }).map((hours) => hours * HOUR) },
  { weight: 1, arbitrary: fc.constant(-HOUR) },
);

/** Many more than a page has, often of equal scores; sometimes those with many votes are not listed yet. */
const itemsArbitrary = fc
  .tuple(
    fc.array(fc.tuple(ageArbitrary, fc.option(fc.oneof(fc.nat(20), fc.nat(1_000)), { freq: 4 })), {
      minLength: 0,
      maxLength: 900,
      size: 'max',
    }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(Infinity) },
      { weight: 1, arbitrary: fc.nat(100) },
    ),
  )
  .map(([all, most]) =>
    all.map(([age, votes], n): Item => {
      const isEarly = (votes ?? 0) > most;
      return { id: `papers/${n}`, age: isEarly ? -HOUR : age, votes };
    }),
  );

const standingsOf = (items: readonly Item[], prior: number): Standings => {
  const listings = createListings();
  listings.add(
    items.map(({ id, age }, off) => ({
      ...{ item: id, id, off, kp: 0, flags: LISTING_FLAGS.setsTitle | LISTING_FLAGS.titled },
      ...{ time: LOG_START - age, recordedAt: LOG_START - age, listedAt: LOG_START - age },
    })),
  );
  // Votes may come before their item, and so for one that no list knows.
  const voted = [{ id: 'papers/unknown', votes: 5_000 }, ...items.filter(({ votes }) => votes)];
  const ranking = {
    algorithm: 'trending',
    params: { halfLifeMs: HALF_LIFE, prior, windowMs: null },
  } as const;
  const ends = { items: [items.length], votes: [0], views: [0] };
  return {
    list: { ...wholeList(ranking, { asOf: LOG_START, ends }), ranking },
    ...{ time: LOG_START, listings },
    voted: createVotedItems(
      voted.map(({ id }) => id),
      listings,
    ),
    points: {
      points: Float64Array.from(voted, ({ votes }) => (votes ?? 0) * (WEIGHT_ONE / 4)),
      errors: new Float64Array(voted.length),
    },
  };
};

/** By the definition: score DESC, listed_at DESC, item ASC by bytes. */
const wholeOf = (items: readonly Item[], prior: number) =>
  items
    .filter(({ age }) => age >= 0)
    .map(({ id, age, votes }) => ({
      ...{ id, listedAt: LOG_START - age },
      score: (votes ?? 0) * (WEIGHT_ONE / 4) + prior * weight(age, HALF_LIFE),
    }))
    .toSorted(
      (a, b) =>
        b.score - a.score || b.listedAt - a.listedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );

const askedArbitrary = fc.record({
  prior: fc.constantFrom(0, 1, 30),
  behind: fc.option(fc.nat(1_000)),
  skip: fc.nat(10),
  rows: fc.integer({ min: 1, max: 60 }),
});

// Seen to fail when what a listing weighs is left out of what may reach the floor, when items without votes are
// left out above it, and when a page that the items above the floor do not fill ends with them.
test('pages are those of the whole list, however few of its items are looked at', () => {
  fc.assert(
    fc.property(itemsArbitrary, askedArbitrary, (items, { prior, behind, skip, rows }) => {
      const whole = wholeOf(items, prior);
      const last = behind === null ? null : (whole[behind] ?? null);
      const from = (last === null ? 0 : whole.indexOf(last) + 1) + skip;
      const page = pageAt(standingsOf(items, prior), last, { skip, rows });
      expect(page.map(({ id, score }) => [id, score])).toEqual(
        whole.slice(from, from + rows).map(({ id, score }) => [id, score]),
      );
    }),
    // To make hundreds of items fewer, one by one, takes minutes.
    { numRuns: 300, endOnFailure: true },
  );
});

// Seen to fail when what a listing weighs is left out of what may reach the floor, and when the floor is not
// lowered to items without votes.
test('ranks are the places in the whole list, however few of its items are looked at', () => {
  const some = fc.array(fc.nat(899), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(itemsArbitrary, fc.constantFrom(0, 1, 30), some, (items, prior, asked) => {
      const places = new Map(wholeOf(items, prior).map(({ id }, n) => [id, n + 1]));
      const ranks = ranksAt(standingsOf(items, prior), asked);
      const expected = asked.flatMap((n) => {
        const rank = places.get(items[n]?.id ?? '');
        return rank === undefined ? [] : [[n, rank] as const];
      });
      expect(new Map([...(ranks ?? [])].map(([item, { rank }]) => [item, rank]))).toEqual(
        new Map(expected),
      );
    }),
    // To make hundreds of items fewer, one by one, takes minutes.
    { numRuns: 300, endOnFailure: true },
  );
});
