import { expect, test } from 'vitest';
import { judgeSoak } from './judge-soak.ts';
import type { Reading } from './reading.ts';

/** Of the 60 readings. */
const WARM_UP = 18;

const readings = (over: (at: number) => Partial<Reading>): Reading[] =>
  Array.from({ length: 60 }, (_, at) => ({
    ...{ rate: 1_000, lag: 0.1, resident: 400, own: 300, parts: 5, p95: 20 },
    ...over(at),
  }));

test('a steady soak has no faults, whatever it took to warm up', () => {
  expect(
    judgeSoak(
      readings((at) => ({ own: at < 15 ? 100 + at * 10 : 300 + (at % 3) * 20 })),
      WARM_UP,
    ),
  ).toEqual([]);
});

// Seen to fail when the warm-up is compared with the end, and when one reading stands for many.
test.each([
  ['memory that grows by a tenth', (at: number) => ({ own: 300 + at }), /memory grew by 1\d/],
  ['a lag after the warm-up', (at: number) => ({ lag: at === 40 ? 11 : 0 }), /lagged by 11/],
  ['parts that pile up', (at: number) => ({ parts: at * 2 }), /118 active parts/],
])('%s is a fault', (_name, over, fault) => {
  expect(judgeSoak(readings(over), WARM_UP)).toEqual([expect.stringMatching(fault)]);
});
