/** A statement, and the numbers of errors it may end with; 0 is an answer that tells nothing. */
export type Hostile = readonly [sql: string, ...codes: number[]];

/** Statements of which all end alike. */
export const allEnd = (code: number, ...statements: readonly string[]): readonly Hostile[] =>
  statements.map((sql) => [sql, code] as const);
