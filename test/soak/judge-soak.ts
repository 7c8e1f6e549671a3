import { median } from 'simple-statistics';
import type { Reading } from './reading.ts';

const MAX_LAG = 10;
const MAX_PARTS = 100;
const MAX_GROWTH = 0.05;

/**
 * What a soak must hold, as sentences on what it did not, of readings whose first `warmUp` fill
 * caches and let the parts of the tables reach their size: merges of greater parts take more memory.
 * Memory is compared between the first fifth after them and the last, by medians: single readings
 * swing with every collection.
 */
export const judgeSoak = (readings: readonly Reading[], warmUp: number): readonly string[] => {
  const warm = readings.slice(warmUp);
  const window = Math.max(1, Math.floor(warm.length / 5));
  const early = median(warm.slice(0, window).map(({ own }) => own));
  const late = median(warm.slice(-window).map(({ own }) => own));
  const growth = late / early - 1;
  const lag = Math.max(...warm.map((reading) => reading.lag));
  const parts = Math.max(...readings.map((reading) => reading.parts));
  console.log(
    `own memory ${early.toFixed(0)} MiB after the warm-up, ${late.toFixed(0)} MiB at the end: ` +
      `${(growth * 100).toFixed(1)} %; at most ${parts} active parts and ${lag.toFixed(1)} s of lag`,
  );
  return [
    ...(growth < MAX_GROWTH ? [] : [`memory grew by ${(growth * 100).toFixed(1)} %`]),
    ...(lag <= MAX_LAG ? [] : [`the read model lagged by ${lag.toFixed(1)} s`]),
    ...(parts <= MAX_PARTS ? [] : [`a table had ${parts} active parts`]),
  ];
};
