const MINUTE_S = 60;

/** Seconds UTC that a column of the type DateTime can hold: up to the year 2106. */
const MAX_SECONDS = 2 ** 32 - 1;

/** Start of the window of so many minutes that `time` (ms UTC) lies in, in seconds UTC. */
export const windowOf = (time: number, minutes: number): number => {
  const length = minutes * MINUTE_S;
  return Math.floor(time / (length * 1_000)) * length;
};

/** Whether the table can hold the start of any window that a time lies in. */
export const hasWindow = (time: number): boolean => time / 1_000 <= MAX_SECONDS;
