import { expect, test } from 'vitest';
import { figuresOf } from './figure.ts';
import { runRounds } from './run-rounds.ts';

const side = (name: string, order: string[], rate: (round: number) => number) => ({
  name,
  measure: (round: number) => {
    order.push(`${name}${round}`);
    return Promise.resolve({ rate: rate(round) });
  },
});
const goals = [
  { id: 'g', title: 'g', metric: 'rate', unit: 'events/s', limit: { atLeast: 1 } },
] as const;

test('both sides take turns in going first, and the first round is not kept', async () => {
  const order: string[] = [];
  const product = side('p', order, (round) => round);
  const other = side('o', order, () => 1);
  const done: number[] = [];
  const rounds = await runRounds({ product, other, goals }, 3, (round) => done.push(round));
  expect(order).toEqual(['p0', 'o0', 'o1', 'p1', 'p2', 'o2', 'o3', 'p3']);
  expect(rounds.product).toEqual([{ rate: 1 }, { rate: 2 }, { rate: 3 }]);
  expect(done).toEqual([0, 1, 2, 3]);
});

// Seen to fail when the ratio is that of the medians.
test('the ratio is the median of the ratios of the rounds', async () => {
  const product = side('p', [], (round) => [0, 10, 20, 100][round] ?? 0);
  const other = side('o', [], (round) => [0, 10, 40, 50][round] ?? 0);
  const measured = { product, other, goals };
  const [figure] = figuresOf(measured, await runRounds(measured, 3, () => undefined));
  expect(figure?.ratio).toEqual({ median: 1, min: 0.5, max: 2 });
  expect(figure?.product).toEqual({ name: 'p', median: 20, min: 10, max: 100 });
  expect(figure?.other).toEqual({ name: 'o', median: 40, min: 10, max: 50 });
});

test('without another side the number itself is judged', async () => {
  const measured = { product: side('p', [], () => 7), other: null, goals };
  const [figure] = figuresOf(measured, await runRounds(measured, 5, () => undefined));
  expect(figure?.ratio.median).toBe(7);
  expect(figure?.other).toBeNull();
});
