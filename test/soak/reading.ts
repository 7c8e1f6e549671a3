import { join } from 'node:path';
import { memoryOf, type Memory } from '../bench/load/memory-of.ts';
import { mostActiveParts } from './active-parts.ts';
import type { ReadLoad } from './read-load.ts';

/** What is seen of the product at one time; rate, p95 and lag are over the seconds before. */
export type Reading = Memory & {
  readonly rate: number;
  /** Seconds. */
  readonly lag: number;
  readonly parts: number;
  /** Of all reads, ms. */
  readonly p95: number;
};

export type ReadingOptions = {
  readonly dataDir: string;
  readonly pid: number;
  readonly sentEvents: () => number;
  readonly reader: Pick<ReadLoad, 'take'>;
};

/** Takes one reading after the other, each with its line for a reader. */
export const takeReadings = ({ dataDir, pid, sentEvents, reader }: ReadingOptions) => {
  const begin = performance.now();
  let before = { at: begin, sent: sentEvents() };
  return async (): Promise<{ readonly reading: Reading; readonly line: string }> => {
    const now = { at: performance.now(), sent: sentEvents() };
    const rate = ((now.sent - before.sent) * 1000) / (now.at - before.at);
    before = now;
    const parts = await mostActiveParts(join(dataDir, 'clickhouse'));
    const reading = { rate, parts, ...(await memoryOf(pid)), ...reader.take() };
    return { reading, line: lineOf((now.at - begin) / 1000, reading) };
  };
};

const lineOf = (seconds: number, { rate, lag, resident, own, parts, p95 }: Reading): string =>
  [
    `${seconds.toFixed(0).padStart(4)} s`,
    `${rate.toFixed(0).padStart(6)} events/s`,
    `lag ${lag.toFixed(1)} s`,
    `${resident.toFixed(0)} MiB resident, ${own.toFixed(0)} own`,
    `${parts} parts`,
    `reads p95 ${p95.toFixed(0)} ms`,
  ].join('  ');
