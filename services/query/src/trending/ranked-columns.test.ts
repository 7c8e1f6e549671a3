import { expect, test } from 'vitest';
import { createRankedColumns } from './ranked-columns.ts';

// Seen to fail when what is there is not taken along as room is made.
test.each([0, 1, 7, 100])('items beyond the room for %i are added like all others', (room) => {
  const table = createRankedColumns(room);
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  for (const n of numbers) table.add(n, 1_000 + n, 2 ** 52 + n, n / 4);
  const { items, listedAt, scores, errors } = table.columns();
  expect(Array.from(items)).toEqual(numbers);
  expect(Array.from(listedAt)).toEqual(numbers.map((n) => 1_000 + n));
  expect(Array.from(scores)).toEqual(numbers.map((n) => 2 ** 52 + n));
  expect(Array.from(errors)).toEqual(numbers.map((n) => n / 4));
});
