const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What the time of an event may be, in ms from the clock of whoever takes it. */
export const TIME_LIMITS = {
  /** How far ahead an event may be dated, and a question about events. */
  ahead: 5 * MINUTE,
  /** How old an event may be, unless it is imported. */
  age: 7 * DAY,
  /** How long a view counts; older ones are not imported either. */
  viewRetention: 400 * DAY,
} as const;
