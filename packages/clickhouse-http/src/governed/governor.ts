import type { EngineConnection } from '@emberlog/clickhouse';
import type { Judged, Refused } from './judged.ts';

/** A view that statements of the port may read. */
export type GovernedView = {
  readonly name: string;
  /** Parameters of a parameterized view, with their types. */
  readonly takes?: Readonly<Record<string, string>>;
};

/** Settings for the connection of one statement, or why they cannot be had. */
export type GovernedSettings =
  | {
      readonly allowed: true;
      /** All of them, limits included, for `SET` before the statement is judged. */
      readonly settings: ReadonlyMap<string, string>;
    }
  | Refused;

/** Decides what a statement of the SQL port may do, and under which limits. */
export type Governor = {
  /** Makes what answers for the tables of `system`; once, on a connection that may write. */
  readonly prepare: (connection: EngineConnection) => Promise<void>;
  /** What a connection is given; `asked` are the settings a client sent along. */
  readonly settingsFor: (asked: ReadonlyMap<string, string>) => GovernedSettings;
  /**
   * Judges a statement on the connection it will run on, which has its settings, parameters
   * (`param_*`) and the database `default` already; `params` are those parameters once more.
   */
  readonly judge: (
    sql: string,
    connection: EngineConnection,
    params?: ReadonlyMap<string, string>,
  ) => Promise<Judged>;
};
