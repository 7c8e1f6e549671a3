/** One request as it is to be sent. Header values are Latin-1, as HTTP has them. */
export type FuzzRequest = {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | null;
  /** Texts of the events in the body, where it was not changed as bytes. */
  readonly events?: readonly string[];
};

/** What a run knows of the product it asks. */
export type Attacked = {
  readonly port: number;
  readonly keys: Readonly<Record<'write' | 'import' | 'read', string>>;
  /** Items that exist; nothing but `votes` of the fuzzer changes their votes. */
  readonly items: readonly [string, ...string[]];
  /** Tokens that the product made itself. */
  readonly positions: readonly [string, ...string[]];
  readonly cursors: readonly [string, ...string[]];
  /** A day that has a list, YYYY-MM-DD. */
  readonly day: string;
  /** When the run began, ms UTC: the times of events are near it. */
  readonly now: number;
};
