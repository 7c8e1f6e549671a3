import { max, median, min } from 'simple-statistics';
import type { Case, Goal, Limit, Sample } from './benchmark.ts';
import type { Rounds } from './run-rounds.ts';

/** A median over the rounds, with the least and the greatest of them. */
type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** What was measured for one goal. */
export type Figure = Omit<Goal, 'metric'> & {
  readonly product: { readonly name: string } & Spread;
  readonly other: ({ readonly name: string } & Spread) | null;
  /** Over the rounds' own ratios: both sides of a round met the same machine. */
  readonly ratio: Spread;
};

export const figuresOf = (measured: Case, rounds: Rounds): readonly Figure[] =>
  measured.goals.map(({ metric, ...goal }) => {
    const product = valuesOf(rounds.product, metric);
    const other = measured.other === null ? null : valuesOf(rounds.other, metric);
    return {
      ...goal,
      product: { name: measured.product.name, ...spreadOf(product) },
      other: other && { name: measured.other?.name ?? '', ...spreadOf(other) },
      ratio: spreadOf(product.map((value, round) => value / (other?.[round] ?? 1))),
    };
  });

const valuesOf = (samples: readonly Sample[], metric: string): number[] =>
  samples.map((sample) => {
    const value = sample[metric];
    if (value === undefined) throw new Error(`a sample has no ${metric}`);
    return value;
  });

const spreadOf = (values: number[]): Spread => ({
  median: median(values),
  min: min(values),
  max: max(values),
});

/** A number worse than another by a part of it, in the direction of the limit. */
export const worseBy = (limit: Limit, value: number, part: number): number =>
  value * ('atLeast' in limit ? 1 - part : 1 + part);

export const goalOf = (limit: Limit): number => ('atLeast' in limit ? limit.atLeast : limit.atMost);

/** Whether a number is within another, in the direction of the limit. */
export const isWithin = (limit: Limit, value: number, bound: number): boolean =>
  'atLeast' in limit ? value >= bound : value <= bound;
