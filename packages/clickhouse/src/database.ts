import type { ClaimedTable } from './beside/beside-table.ts';
import type { OwnTable } from './cluster/own-table.ts';
import type { ParameterValue, Query } from './query.ts';

type Parameters = Readonly<Record<string, ParameterValue>>;

/** Reads; many at a time. Rejects with the engine's error, or a ZodError when a row surprises. */
export type Reader = {
  query<P extends Parameters, R>(query: Query<P, R>, params: P): Promise<readonly R[]>;
};

/** One block of rows for one table; every row has a value for every column, in this order. */
export type Block = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
};

/** Who may write rows of some log partitions to a table; an insert under it fails once another may. */
export type Fence = {
  readonly table: ClaimedTable;
  readonly kps: readonly number[];
  readonly owner: string;
  /** Identity of the one server of a cluster that may write them; null without a cluster. */
  readonly server: string | null;
  /** Of the table as it was claimed: another one of its name is not written. */
  readonly identity: string;
  /** Type of every column of the table, by its name. */
  readonly structure: ReadonlyMap<string, string>;
};

/** A statement that returns nothing; as a function, over the tables of the server that is asked. */
export type Statement = string | ((own: OwnTable) => string);

/** The one connection that changes data. Its statements run one after another. */
export type Writer = Reader & {
  /**
   * Writes one block, resolves when it is committed. A rejection says nothing about whether the
   * rows are there: read the position again, never retry blindly.
   */
  readonly insert: (block: Block, fence?: Fence) => Promise<void>;
  /**
   * Runs a statement that returns nothing. `placeholders` are those of a view that it makes: a server
   * may want a value for each, and uses none.
   */
  readonly command: (statement: Statement, placeholders?: readonly string[]) => Promise<void>;
  /** Name of the cluster whose first replica this is; null without one. */
  readonly cluster: string | null;
};

/** An open engine, embedded or a server. */
export type Database = {
  readonly reader: Reader;
  readonly writer: Writer;
  /** Whether other processes may write to it as well: then rows are written under claims. */
  readonly shared: boolean;
  /**
   * Counts the writer's statements, at their begin and at their end: while it stays the same and none is under
   * way, so does every table that it alone writes. What the engine does after it has answered, as a backup
   * that is restored, is not counted. Absent where others write as well.
   */
  readonly revision?: () => number;
  readonly close: () => Promise<void>;
};

/** Rows one INSERT holds at most: a greater block could be split into several parts. */
export const MAX_BLOCK_ROWS = 10_000;
