/** How a question ended. */
export type Outcome =
  /** The governor, or the protocol, did not let it through. */
  | 'refused'
  | 'answered'
  /** The engine said why not; limits of memory, rows and time among it. */
  | 'failed'
  /** An operator, or the end of the process, ended it. */
  | 'killed'
  | 'timed_out'
  /** Its client went away. */
  | 'abandoned'
  /** There was no turn for it. */
  | 'crowded_out';

/** What is told of every question that came with a key, once. */
export type EndedQuery = {
  readonly id: string;
  readonly key: string;
  readonly statement: string;
  readonly outcome: Outcome;
  /** ClickHouse's number of the error; null without one. */
  readonly code: number | null;
  /** From its arrival to the last byte of its answer, its wait included. */
  readonly seconds: number;
  /** Null where nothing was answered. */
  readonly rowsRead: number | null;
  readonly bytesRead: number | null;
  /** As far as the format tells; see `resultRows`. */
  readonly rowsReturned: number | null;
  readonly bytesReturned: number | null;
};
