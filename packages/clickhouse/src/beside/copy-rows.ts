import type { Fence, Statement } from '../database.ts';
import { fencedSql } from '../insert-statement.ts';
import type { FactTable } from '../tables.ts';
import { besideName } from './beside-table.ts';

/** Offsets of a log partition: `from` ≤ offset < `to`. */
export type OffsetSpan = { readonly kp: number; readonly from: number; readonly to: number };

/** Copies rows of the served table into the one beside it, as they are, unless another has claimed that. */
export const copyRows = (
  table: FactTable,
  { kp, from, to }: OffsetSpan,
  fence: Fence | undefined,
): Statement => {
  if (![kp, from, to].every((each) => Number.isSafeInteger(each) && each >= 0)) {
    throw new RangeError('offsets are whole numbers');
  }
  return (own) =>
    // As whoever waits for inserts to end knows them by.
    `INSERT INTO emberlog.${own(besideName(table))} SELECT * FROM emberlog.${own(table)}
    WHERE kp = ${kp} AND off >= ${from} AND off < ${to}${fence === undefined ? '' : ` AND ${fencedSql(fence, own)}`}`;
};
