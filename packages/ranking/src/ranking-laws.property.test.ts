import { RANKING_LAWS, type World, type WorldList } from '@emberlog/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankItems } from './rank.ts';
import { foldVotes } from './vote-fold.ts';
import { rankable } from './testing/rankable.ts';

const rank = ({ ranking, listings, votes, asOf }: World): WorldList =>
  rankItems({
    ...ranking,
    asOf,
    items: listings.map(({ id, listedAt }) => rankable(id, listedAt)),
    ledger: foldVotes(votes).ledger,
  });

test.each(RANKING_LAWS)('$name', ({ cases }) => {
  fc.assert(
    fc.property(cases, ({ worlds, broken }) => {
      expect(broken(worlds.map(rank))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
