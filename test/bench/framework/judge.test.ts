import { expect, test } from 'vitest';
import type { Limit } from './benchmark.ts';
import type { Figure } from './figure.ts';
import { judge } from './judge.ts';

const figure = (limit: Limit, median: number): Figure => ({
  id: 'a',
  title: 'a',
  unit: 'events/s',
  limit,
  product: { name: 'product', median, min: median, max: median },
  other: { name: 'other', median: 1, min: 1, max: 1 },
  ratio: { median, min: median, max: median },
});

// Seen to fail with the directions exchanged, and with the gate at the goal.
test.each([
  [{ atLeast: 0.5 }, 0.5, 'met'],
  [{ atLeast: 0.5 }, 0.49, 'short'],
  [{ atLeast: 0.5 }, 0.4, 'short'],
  [{ atLeast: 0.5 }, 0.39, 'failed'],
  [{ atMost: 200 }, 200, 'met'],
  [{ atMost: 200 }, 240, 'short'],
  [{ atMost: 200 }, 241, 'failed'],
] as const)('a goal of %j is %d: %s', (limit, ratio, verdict) => {
  expect(judge(figure(limit, ratio), null).verdict).toBe(verdict);
});

test('a good baseline moves no gate', () => {
  expect(judge(figure({ atLeast: 0.5 }, 0.41), 0.9)).toMatchObject({ gate: 0.4, verdict: 'short' });
});

test('a shortfall that is committed fails only when it grows by two fifths', () => {
  expect(judge(figure({ atLeast: 0.5 }, 0.19), 0.3)).toMatchObject({ verdict: 'short' });
  expect(judge(figure({ atLeast: 0.5 }, 0.17), 0.3)).toMatchObject({ verdict: 'failed' });
  expect(judge(figure({ atMost: 1.5 }, 2.7), 2)).toMatchObject({ verdict: 'short' });
  expect(judge(figure({ atMost: 1.5 }, 2.9), 2)).toMatchObject({ verdict: 'failed' });
});
