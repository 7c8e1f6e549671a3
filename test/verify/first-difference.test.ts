import { expect, test } from 'vitest';
import { firstDifference, type Place } from './first-difference.ts';

const place = (id: string, rank: number, over: Partial<Place> = {}): Place => ({
  id,
  rank,
  integer: '12',
  score: 0.5,
  upvotes: 3,
  ...over,
});
const list = [place('a', 1), place('b', 2)];

test('equal lists have no difference', () => {
  expect(firstDifference(list, [place('a', 1), place('b', 2)])).toBeNull();
});

// Seen to fail when only the scores are compared.
test.each([
  ['an item', [place('a', 1), place('c', 2)], 'c with rank 2, 3 votes and the score 0.5 (12)'],
  ['a rank', [place('a', 1), place('b', 3)], 'b with rank 3, 3 votes and the score 0.5 (12)'],
  [
    'a count',
    [place('a', 1), place('b', 2, { upvotes: 4 })],
    'b with rank 2, 4 votes and the score 0.5 (12)',
  ],
  [
    'the last bit',
    [place('a', 1), place('b', 2, { integer: '13' })],
    'b with rank 2, 3 votes and the score 0.5 (13)',
  ],
  ['a missing place', [place('a', 1)], 'nothing'],
])('%s that differs is told with both sides', (_, product, said) => {
  expect(firstDifference(product, list)).toBe(
    `place 2: the product says ${said}, the fold b with rank 2, 3 votes and the score 0.5 (12)`,
  );
  expect(firstDifference(list, product)).toContain(`the fold ${said}`);
});
