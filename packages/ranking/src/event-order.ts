/** What orders events: the sender's own time in ms UTC, then the event's id. */
export type EventKey = { readonly time: number; readonly id: string };

/**
 * Negative, 0 or positive as `a` comes before, equals or comes after `b`. Ids are ASCII, for which
 * `<` compares bytes.
 */
export const compareEvents = (a: EventKey, b: EventKey): number =>
  a.time - b.time || compareIds(a.id, b.id);

/** Negative, 0 or positive by the bytes of two ASCII ids. */
export const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
