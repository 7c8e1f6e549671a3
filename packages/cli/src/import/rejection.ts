/** Why a line was not accepted: where in the event (a JSON Pointer), which rule, in words. */
export type Rejection = {
  readonly line: number;
  /** Null where it could not be read. */
  readonly id: string | null;
  readonly path: string;
  readonly code: string;
  readonly message: string;
};

/** A line that is an event, as it is sent. */
export type Entry = { readonly line: number; readonly event: unknown };
