import { expect, it } from 'vitest';
import { compareEvents, compareIds } from './event-order.ts';

it('orders by time, then by the bytes of the id, and tells equals', () => {
  expect(['B', 'a', 'ab', 'b'].toSorted(compareIds)).toEqual(['B', 'a', 'ab', 'b']);
  expect([compareIds('a', 'a'), compareIds('a', 'b'), compareIds('b', 'a')]).toEqual([0, -1, 1]);
  expect(compareEvents({ time: 1, id: 'b' }, { time: 2, id: 'a' })).toBeLessThan(0);
  expect(compareEvents({ time: 2, id: 'a' }, { time: 2, id: 'a' })).toBe(0);
});
