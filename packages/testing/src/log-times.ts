import fc from 'fast-check';

export const HOUR = 3_600_000;

/** The hour generated logs begin at, 2025-12-10T00:00Z, and for how many ms they go on. */
export const LOG_START = Date.UTC(2025, 11, 10);
export const LOG_SPAN = 200 * HOUR;

/** The items generated logs speak of; they sort differently by bytes and by alphabet. */
export const LOG_ITEMS = ['a', 'ab', 'b', 'b/2', 'C'] as const;

/** A time of a log, ms UTC, often one that others share and on the hour. */
export const logTimeArbitrary = (start = LOG_START, span = LOG_SPAN): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: Math.floor(span / HOUR) }).map((hours) => start + hours * HOUR),
    fc.integer({ min: 0, max: span }).map((ms) => start + ms),
  );

/** A time to ask at: before the log, within it, or so long after that votes weigh nothing. */
export const asOfArbitrary = (): fc.Arbitrary<number> =>
  fc.oneof(
    { arbitrary: logTimeArbitrary(), weight: 4 },
    fc.integer({ min: -LOG_SPAN, max: 10 * LOG_SPAN }).map((ms) => LOG_START + ms),
  );

/** Half-lives in ms, whole minutes, short enough for some votes of a log to weigh nothing. */
export const halfLifeArbitrary = (): fc.Arbitrary<number> =>
  fc.integer({ min: 60, max: 72 * 60 }).map((minutes) => minutes * 60_000);
