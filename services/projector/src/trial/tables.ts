import type { Reader, ViewRow, VoteRow } from '@emberlog/clickhouse';

/** The tables a projection with state feeds. */
export type StatefulTable = 'votes' | 'views';

/** Where a table goes on in a partition, and the greatest `logged` it holds. */
type Place = { readonly next: number; readonly logged: number };

/** Tables that hold what was committed, however they do it. */
export type Tables = {
  readonly reader: Reader;
  readonly insertVotes: (rows: readonly VoteRow[]) => Promise<void>;
  readonly insertViews: (rows: readonly ViewRow[]) => Promise<void>;
  readonly places: (table: StatefulTable) => Promise<ReadonlyMap<number, Place>>;
  /** What became of the records, in log order, as the naive folds say it. */
  readonly stored: (table: StatefulTable) => Promise<readonly unknown[]>;
  readonly empty: () => Promise<void>;
};
