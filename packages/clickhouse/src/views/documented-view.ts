/** A column, or what a view is called with: `comment` says its unit, its meaning, and what stands for nothing. */
export type DocumentedColumn = {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
};

export type ViewParameter = DocumentedColumn & {
  /** A value that makes sense, as SQL. */
  readonly example: string;
};

export type ViewOptions = {
  /** How long page views count, ms. */
  readonly viewRetentionMs: number;
};

/** A view that analysts ask, in the database `default`. */
export type DocumentedView = {
  readonly name: string;
  /** What one row is. */
  readonly comment: string;
  readonly columns: readonly DocumentedColumn[];
  /** What it is called with, `name(parameter = value, …)`; empty for a view that is named like a table. */
  readonly takes: readonly ViewParameter[];
  /** The statement behind it, with a placeholder for each parameter. */
  readonly sql: (options: ViewOptions) => string;
};
