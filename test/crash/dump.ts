/** One row by its columns; 64-bit integers are decimal digits, times the engine's texts. */
export type Row = Readonly<Record<string, unknown>>;

export type LoggedRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly appended: number;
  readonly key: string;
  /** base64. */
  readonly value: string;
};

/** One projection as the engine answers it from its files, and from the rows of the table. */
export type ProjectionRows = {
  readonly table: string;
  readonly name: string;
  readonly forced: readonly Row[];
  readonly base: readonly Row[];
};

export type ScoredPlace = { readonly item: string; readonly score: string };

/** Everything a data directory says, as plain JSON. */
export type Dump = {
  readonly log: readonly LoggedRecord[];
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly projections: readonly ProjectionRows[];
  /** The list by `trending` for each of `SCORE_CASES`. */
  readonly lists: readonly (readonly ScoredPlace[])[];
  /** Views and votes of each item at the first of `SCORE_CASES`. */
  readonly totals: readonly Row[];
};

const HOUR = 3_600_000;
const END = Date.UTC(2026, 1, 1, 3);

/** When and with which half-life lists are compared; ms. */
export const SCORE_CASES = [
  { asOf: END, halfLifeMs: 48 * HOUR },
  { asOf: END, halfLifeMs: HOUR },
  { asOf: END - 2.5 * HOUR, halfLifeMs: 6 * HOUR },
  { asOf: END - 7 * 24 * HOUR, halfLifeMs: 24 * HOUR },
  { asOf: END + 30 * 24 * HOUR, halfLifeMs: 720 * HOUR },
] as const;

/** The prior of every list compared. */
export const PRIOR = 3;
