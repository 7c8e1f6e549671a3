/** What a client made of one statement. */
export type Told = { readonly rows: readonly (readonly unknown[])[] } | { readonly error: string };

export type Asking = {
  readonly url: string;
  readonly key: string;
  readonly compress?: boolean;
};

/** A client that analysts use. */
export type SqlClient = {
  readonly name: string;
  /** Why it is not here, a clause without its full stop, or null. */
  readonly missing: string | null;
  /** A statement with its own placeholders for a text and a number. */
  readonly bound: string;
  /**
   * Connects with its defaults, beside what is said, and asks one after another. `sum:` before a statement
   * asks for the count and the sum of its first column; `bind:` binds a text and a number to it.
   */
  readonly ask: (asking: Asking, ...statements: readonly string[]) => Promise<readonly Told[]>;
};
