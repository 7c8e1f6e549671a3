import { isDeepStrictEqual } from 'node:util';
import { readList } from '../system/read-list.ts';
import type { WireEvent } from '../system/scenario.ts';
import type { SoakEvents } from './soak-events.ts';
import { expectedList, foldSoak } from './soak-fold.ts';

const HOUR = 3_600_000;

export type ComparisonOptions = {
  readonly url: string;
  /** Covers everything that was sent. */
  readonly position: string;
  /** When the soak began: every event lies before, ms UTC. */
  readonly start: number;
  readonly eventAt: SoakEvents;
  readonly sent: readonly number[];
  readonly published: readonly WireEvent[];
  /** Of views. @default 30 */
  readonly windowMinutes?: number;
};

/** Holds the lists of three times and half-lives against the fold; sentences on what differs. */
export const compareWithFold = async (options: ComparisonOptions): Promise<readonly string[]> => {
  const { url, position, start, published } = options;
  const fold = foldSoak(options.eventAt, options.sent, options.windowMinutes);
  await untilVisible(url, position);
  const faults: string[] = [];
  for (const [asOf, hours] of [
    [start, 48],
    [start + HOUR / 60, 6],
    [start + HOUR / 30, 1],
  ] as const) {
    const reply = await readList(url, {
      after: position,
      as_of: new Date(asOf).toISOString(),
      half_life: `${hours}h`,
      limit: 100,
      explain: true,
    });
    const got = reply.items.map(({ id, rank, score, upvotes, views, explain }) => ({
      ...{ id, rank, integer: explain?.score, score, upvotes, views },
    }));
    const expected = expectedList(fold, published, asOf, hours * HOUR);
    console.log(
      `${got.length} items at a half-life of ${hours} h compared, ${fold.ledger.length} ledger rows`,
    );
    for (const [at, item] of expected.entries()) {
      if (isDeepStrictEqual(got[at], item)) continue;
      faults.push(
        `place ${at + 1}: ${JSON.stringify(got[at])}, by the fold ${JSON.stringify(item)}`,
      );
    }
    if (got.length !== expected.length)
      faults.push(`${got.length} items, by the fold ${expected.length}`);
  }
  return faults;
};

/** A single wait ends after ten seconds, whatever the lag. */
const untilVisible = async (url: string, after: string): Promise<void> => {
  for (let attempt = 0; attempt < 60; attempt++) {
    const seen = await readList(url, { limit: 1, after }).then(
      () => true,
      () => false,
    );
    if (seen) return;
  }
  throw new Error('the last event is not visible after ten minutes');
};
