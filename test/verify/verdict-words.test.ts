import { expect, test } from 'vitest';
import { verdictWords } from './verdict-words.ts';

const verdict = { kills: 3, underLoad: 2, lists: 8, places: 400, difference: null };

test('says what was compared when all is equal', () => {
  expect(verdictWords(verdict, { events: 1_000 })).toBe(
    'VERIFIED: after 1000 events and 3 kills, 2 of them under load, all 400 scores, ranks and ' +
      'vote counts of 8 lists equal those of an independent fold, to the last bit.',
  );
});

test('says where the first difference is', () => {
  const difference = 'as of then, half-life 6h, place 1: the product says a, the fold b';
  expect(verdictWords({ ...verdict, difference }, { events: 1_000 })).toBe(
    `NOT EQUAL: 1000 events and 3 kills, then ${difference}.`,
  );
});
