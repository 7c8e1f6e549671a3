const HALF_HOUR_S = 1_800;

/** Seconds UTC that a column of the type DateTime can hold: up to the year 2106. */
const MAX_SECONDS = 2 ** 32 - 1;

/** Start of the 30 minutes that `time` (ms UTC) lies in, in seconds UTC. */
export const halfHourOf = (time: number): number =>
  Math.floor(time / (HALF_HOUR_S * 1_000)) * HALF_HOUR_S;

/** Whether the table can hold the half hour of a time. */
export const hasHalfHour = (time: number): boolean => halfHourOf(time) <= MAX_SECONDS;
