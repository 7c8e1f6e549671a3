import { expect, test } from 'vitest';
import { movedCount } from './moved-count.ts';

test('papers that changed place or are new count as moved', () => {
  expect(movedCount(['a', 'b', 'c'], ['a', 'b', 'c'])).toBe(0);
  expect(movedCount(['a', 'b', 'c'], ['b', 'a', 'c'])).toBe(2);
  expect(movedCount(['a', 'b'], ['a', 'b', 'd'])).toBe(1);
});
