import { expect, test } from 'vitest';
import { decodeVotedItems } from './voted-items.ts';

test('what was voted for is known after a round through bytes', () => {
  const voted = decodeVotedItems().with('a').with('b/c').without('a');
  const again = decodeVotedItems(voted.encode());
  expect([again.has('a'), again.has('b/c'), again.has('b')]).toEqual([false, true, false]);
});

test('the newest two hundred are remembered, so that a cookie holds them', () => {
  let voted = decodeVotedItems();
  for (let item = 0; item < 250; item += 1) voted = voted.with(`item-${item}`);
  expect(voted.encode()).toHaveLength(1_200);
  expect([voted.has('item-49'), voted.has('item-50'), voted.has('item-249')]).toEqual([
    false,
    true,
    true,
  ]);
});

test('voting again neither repeats nor forgets', () => {
  expect(decodeVotedItems().with('a').with('a').encode()).toHaveLength(6);
});
