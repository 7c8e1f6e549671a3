import type { BlockOf, FactTable } from '@emberlog/clickhouse';
import type { Origin } from './records/origin.ts';
import type { Accept, Readable } from './records/read-record.ts';

/** The prefix of the log that a state is asked for: of partition `kps[i]`, offsets below `offs[i]`. */
export type LogPrefix = { readonly kps: number[]; readonly offs: number[] };

/** Where a row comes from and when it was logged, ms UTC. */
export type PlacedRow = { kp: number; off: number; logged: number };

/** Rows in the order of their events, and the states they rest on. */
export type Resolution<Row> = {
  readonly rows: readonly Row[];
  /** To be called once the rows are committed: until then the states must not be forgotten. */
  readonly release: () => void;
};

/** How the records of one topic become rows of its table. Lives for one tenure: it holds state. */
export type TableProjection<E, Row extends PlacedRow> = {
  readonly table: FactTable;
  readonly accept: Accept<E>;
  /** Resolves a batch against the state as of `before`, the first offsets of the batch. */
  readonly resolve: (batch: readonly Readable<E>[], before: LogPrefix) => Promise<Resolution<Row>>;
  /** The row of an unreadable record, so that every offset has one. */
  readonly deadRow: (origin: Origin) => Row;
  readonly block: BlockOf<Row>;
};
