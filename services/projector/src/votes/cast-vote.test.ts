import { expect, test } from 'vitest';
import { castVote, type VoteCast, type VoteState } from './cast-vote.ts';

const cast = (kind: VoteCast['kind'], time: number, id = 'x', recordedAt = time): VoteCast => ({
  kind,
  time,
  id,
  recordedAt,
});

/** What becomes of each cast of one actor: outcome, delta, effective_at. */
const outcomes = (...casts: readonly VoteCast[]): (readonly [string, number, number])[] => {
  let state: VoteState | undefined;
  return casts.map((each) => {
    const transition = castVote(state, each);
    state = transition.state;
    return [transition.outcome, transition.delta, transition.effectiveAt];
  });
};

test('a vote counts once', () => {
  expect(outcomes(cast('upvoted', 10), cast('upvoted', 20))).toEqual([
    ['counted', 1, 10],
    ['repeat', 0, 10],
  ]);
});

test('a retraction takes the vote back at the time it was cast', () => {
  expect(outcomes(cast('upvoted', 10), cast('retracted', 20))).toEqual([
    ['counted', 1, 10],
    ['counted', -1, 10],
  ]);
});

test('a vote cast again keeps the time of its first cast', () => {
  expect(outcomes(cast('upvoted', 10), cast('retracted', 20), cast('upvoted', 30)).at(-1)).toEqual([
    'counted',
    1,
    10,
  ]);
});

test('a retraction of nothing changes nothing and gives the vote no time', () => {
  expect(outcomes(cast('retracted', 10), cast('upvoted', 20))).toEqual([
    ['repeat', 0, 10],
    ['counted', 1, 20],
  ]);
});

test('an event that is not later than the last one is stale, whatever it asks for', () => {
  expect(
    outcomes(cast('upvoted', 10), cast('retracted', 10), cast('retracted', 9), cast('upvoted', 10)),
  ).toEqual([
    ['counted', 1, 10],
    ['stale', 0, 10],
    ['stale', 0, 10],
    ['stale', 0, 10],
  ]);
});

test('a vote older than a retraction of nothing never counts', () => {
  expect(outcomes(cast('retracted', 10), cast('upvoted', 5))).toEqual([
    ['repeat', 0, 10],
    ['stale', 0, 5],
  ]);
});

test('at the same time the greater id by bytes decides', () => {
  expect(outcomes(cast('upvoted', 10, 'a'), cast('retracted', 10, 'B'))[1]?.[0]).toBe('stale');
  expect(outcomes(cast('upvoted', 10, 'B'), cast('retracted', 10, 'a'))[1]?.[0]).toBe('counted');
});

test('own times decide what is stale, stored times when a vote counts from', () => {
  expect(outcomes(cast('upvoted', 300, 'a', 5), cast('retracted', 200, 'b', 6))).toEqual([
    ['counted', 1, 5],
    ['stale', 0, 5],
  ]);
});
