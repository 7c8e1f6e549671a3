import {
  comparedShare,
  differingPlaces,
  monthsOfBoth,
  type FactTable,
  type Reader,
} from '@emberlog/clickhouse';
import type { Ends } from '../tenure/pipeline.ts';
import type { TableReport } from './rebuild-request.ts';

export type Drift = NonNullable<TableReport['drift']>;

export type CompareSpan = {
  /** Offsets from which on, and below which, the tables are compared, by partition. */
  readonly from: Ends;
  readonly to: Ends;
  /** ms UTC; nothing from `from` on was logged before. */
  readonly since: number;
  readonly signal: AbortSignal;
};

/** Rows that one statement reads, about. */
const ROWS_AT_A_TIME = 4_000_000;

/**
 * Holds the served table against the one beside it, over a part of the log that both have. Rows of
 * equal records are equal where both tables are made alike.
 */
export const compareTables = async (
  reader: Reader,
  table: FactTable,
  { from, to, since, signal }: CompareSpan,
): Promise<Drift> => {
  const kps = [...to.keys()];
  const spans = { kps, froms: kps.map((kp) => from.get(kp) ?? 0), tos: [...to.values()] };
  let drift = NO_DRIFT;
  for (const { month, total } of await reader.query(monthsOfBoth(table), { since })) {
    const shares = Math.ceil(total / ROWS_AT_A_TIME);
    for (let share = 0; share < shares; share += 1) {
      signal.throwIfAborted();
      const part = { month, since, share, shares, ...spans };
      const [found] = await reader.query(comparedShare(table), part);
      if (found === undefined) throw new Error('a comparison has one row');
      drift = addDrift(drift, { ...NO_DRIFT, rows: found.rows });
      if (found.is_equal === 1) continue;
      const [differing] = await reader.query(differingPlaces(table), part);
      if (differing === undefined) throw new Error('a comparison has one row');
      const { places, first_kp: kp, first_off: off } = differing;
      drift = addDrift(drift, {
        rows: 0,
        differing: places,
        first: `partition ${kp}, offset ${off}`,
      });
    }
  }
  return drift;
};

const NO_DRIFT: Drift = { rows: 0, differing: 0, first: null };

/** What two parts of the log tell together. */
export const addDrift = (a: Drift, b: Drift): Drift => ({
  rows: a.rows + b.rows,
  differing: a.differing + b.differing,
  first: a.first ?? b.first,
});
