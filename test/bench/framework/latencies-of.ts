import { quantile } from 'simple-statistics';
import type { Sample } from './benchmark.ts';

/** Quantiles of durations in ms, of at least one. */
export const quantilesOf = (durations: readonly number[]): Sample => {
  const at = (q: number): number => quantile([...durations], q);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
};

/** Runs a piece of work again and again, one at a time, and gives the quantiles of its durations. */
export const latenciesOf = async (
  times: number,
  work: (at: number) => Promise<unknown>,
): Promise<Sample> => {
  const durations: number[] = [];
  for (let at = 0; at < times; at++) {
    const begin = performance.now();
    await work(at);
    durations.push(performance.now() - begin);
  }
  return quantilesOf(durations);
};
