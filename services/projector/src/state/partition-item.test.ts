import { MAX_ASKED_ITEMS } from '@emberlog/clickhouse';
import { expect, test } from 'vitest';
import { askInChunks, partitionItemKey } from './partition-item.ts';

test.each([
  [0, []],
  [1, [1]],
  [MAX_ASKED_ITEMS, [MAX_ASKED_ITEMS]],
  [2 * MAX_ASKED_ITEMS + 1, [MAX_ASKED_ITEMS, MAX_ASKED_ITEMS, 1]],
])('%i items are asked for in so many queries as their texts need', async (count, sizes) => {
  const asked = Array.from({ length: count }, (_, index) => index);
  const chunks: number[] = [];
  const answers = await askInChunks(asked, (chunk) => {
    chunks.push(chunk.length);
    return Promise.resolve(chunk.map((item) => item + 1));
  });
  expect(chunks).toEqual(sizes);
  expect(answers).toEqual(asked.map((item) => item + 1));
});

test('an item of another partition is another one', () => {
  expect(partitionItemKey({ kp: 1, item: '2/a' })).not.toBe(
    partitionItemKey({ kp: 12, item: '/a' }),
  );
  expect(partitionItemKey({ kp: 1, item: 'a' })).not.toBe(partitionItemKey({ kp: 2, item: 'a' }));
});
