/** What became of a statement before the engine runs it. */
export type Judged = Allowed | Refused;

export type Allowed = {
  readonly allowed: true;
  /** What to run in its place: names of the system's tables stand for those that show the views only. */
  readonly sql: string;
  /** Format that the statement names; the engine takes it from there. */
  readonly format: string | null;
};

/** An error as ClickHouse tells it: number, name, HTTP status, and a text for a person. */
export type Refused = {
  readonly allowed: false;
  readonly code: number;
  readonly name: string;
  readonly status: number;
  /** As a server writes it: `Code: 497. DB::Exception: …. (ACCESS_DENIED)`. */
  readonly message: string;
};
