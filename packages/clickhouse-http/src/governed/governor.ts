import type { EngineConnection } from '@emberlog/clickhouse';
import type { Judged, Refused } from './judged.ts';

/** A column as `system.columns` and DESCRIBE tell it. */
type GovernedColumn = {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
};

/** A view that statements of the port may read. */
export type GovernedView = {
  readonly name: string;
  /** Parameters of a parameterized view; none, or none said: it is read like a table. */
  readonly takes?: readonly { readonly name: string }[];
  /** The engine does not know the columns of a parameterized view by itself. */
  readonly columns?: readonly GovernedColumn[];
};

/** Settings for the connection of one statement, or why they cannot be had. */
export type GovernedSettings =
  | {
      readonly allowed: true;
      /** All of them, limits included, for `SET` after the statement is judged. */
      readonly settings: ReadonlyMap<string, string>;
    }
  | Refused;

/** Decides what a statement of the SQL port may do, and under which limits. */
export type Governor = {
  /** Makes what answers for the tables of `system`; once, on a connection that may write. */
  readonly prepare: (connection: EngineConnection) => Promise<void>;
  /** What a connection is given once its statement is judged; `asked` is what a client sent along. */
  readonly settingsFor: (asked: ReadonlyMap<string, string>) => GovernedSettings;
  /**
   * Judges a statement on the connection it will run on, which has nothing set yet: a client's
   * settings would have a say in how its tree is printed. Puts the parameters on the connection.
   */
  readonly judge: (
    sql: string,
    connection: EngineConnection,
    params?: ReadonlyMap<string, string>,
  ) => Promise<Judged>;
};
