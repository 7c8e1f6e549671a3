import {
  explainTrending,
  foldVotes,
  rankItems,
  type LedgerRow,
  type RankableItem,
} from '@emberlog/ranking';
import { HOUR, LOG_SPAN, LOG_START, logTimeArbitrary, voteLogArbitrary } from '@emberlog/testing';
import type { LoggedVote, World } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWholeChain, type WholeChain } from './whole-chain.ts';
import { arrivalsOf, nameIn } from './worlds.ts';

const MANY = Array.from({ length: 20 }, (_, index) => `i${index}`) as [string, ...string[]];
const NOW = LOG_START + 2 * LOG_SPAN;
const TRENDING = { halfLifeMs: 48 * HOUR, prior: 3 };

let chain: WholeChain;
beforeAll(async () => {
  chain = await openWholeChain();
});
afterAll(async () => await chain.close());

const worldArbitrary = fc.record({
  listings: fc
    .tuple(...MANY.map((id) => logTimeArbitrary().map((listedAt) => ({ id, listedAt }))))
    .map((listings): World['listings'] => listings),
  votes: voteLogArbitrary({ items: MANY, maxLength: 200 }),
});

/** The votes, back-dated by as much as there is between their time and now. */
const arrivingNow = (votes: readonly LoggedVote[]): readonly LoggedVote[] =>
  votes.map((vote) => ({ ...vote, logged: NOW }));

/** The list and its explanations by the definition: id, rank, integer score, what it is made of. */
const definition = ({ listings, votes }: Pick<World, 'listings' | 'votes'>, asOf: number) => {
  const { ledger } = foldVotes(votes);
  const items = listings.map(({ id, listedAt }): RankableItem => {
    const listedOn = new Date(listedAt).toISOString().slice(0, 10);
    return { id, listedAt, listedOn, listed: true, organization: null, tags: null };
  });
  const params = { ...TRENDING, windowMs: null };
  return rankItems({ algorithm: 'trending', params, asOf, items, ledger }).map((place) => {
    const own = ledger.filter(({ item }: LedgerRow) => item === place.id);
    const { prior, bands } = explainTrending({ ...place, ...TRENDING, ledger: own, asOf });
    const weights = [prior.weight, ...bands.map(({ weight }) => weight)].map(String);
    return { id: nameIn(0, place.id), rank: place.rank, score: `${place.score}`, weights };
  });
};

const told = (items: Awaited<ReturnType<WholeChain['list']>>['items']) =>
  items.map(({ id, rank, explain }) => {
    const weights = explain?.parts.map(({ weight }) => weight);
    return { id, rank, score: explain?.score, weights };
  });

// Seen to fail when a cursor does not pin the position of its list.
test('pages at a pinned position are the list of the definition, while a writer goes on', async () => {
  await fc.assert(
    fc.asyncProperty(worldArbitrary, async ({ listings, votes }) => {
      const early = Math.ceil(votes.length / 2);
      const known = { listings, votes: votes.slice(0, early) };
      chain.setClock(NOW);
      await chain.restart();
      await chain.append(arrivalsOf([known]));
      await chain.caughtUp();

      const first = await chain.list({ limit: '6', explain: 'true' });
      const late = [...arrivalsOf([{ listings: [], votes: arrivingNow(votes.slice(early)) }])];
      const paged = [...first.items];
      for (let next = first.next_cursor; next !== null;) {
        // The writer does not wait for the page, nor the page for the writer.
        const written = chain.append(late.splice(0, 20));
        const page = await chain.list({ cursor: next, limit: '6' });
        await written;
        paged.push(...page.items);
        next = page.next_cursor;
      }
      await chain.append(late);
      await chain.caughtUp();
      const expected = definition(known, Date.parse(first.as_of));
      expect(told(paged)).toEqual(expected);
      for (const { score, weights } of expected) {
        expect(weights.reduce((sum, weight) => sum + BigInt(weight), 0n)).toBe(BigInt(score));
      }

      const { position, as_of } = first;
      const again = await chain.list({ position, as_of, limit: '100', explain: 'true' });
      expect(told(again.items)).toEqual(expected);
      const { items } = await chain.list({ as_of, limit: '100', explain: 'true' });
      const whole = { listings, votes: [...known.votes, ...arrivingNow(votes.slice(early))] };
      expect(told(items)).toEqual(definition(whole, Date.parse(as_of)));
    }),
    { numRuns: 4, unbiased: true, endOnFailure: true },
  );
});
