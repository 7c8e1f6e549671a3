const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LONGEST_IN_HOURS = 72 * UNITS.h;

/** Reads `<int>(m|h|d)`, such as `48h`, as milliseconds; null for anything else. */
export const parseDuration = (text: string): number | null => {
  const match = /^(\d+)([mhd])$/.exec(text);
  if (match === null) return null;
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return Number.isSafeInteger(ms) ? ms : null;
};

/**
 * Writes milliseconds as `parseDuration` reads them: `30m`, `48h`, `30d`. Whole days are written as
 * hours up to 72h, because half-lives are known by their hours.
 *
 * @throws RangeError when `ms` is not a whole, non-negative number of minutes.
 */
export const formatDuration = (ms: number): string => {
  if (ms < 0 || !Number.isSafeInteger(ms) || ms % UNITS.m !== 0) {
    throw new RangeError('a duration must be a whole number of minutes');
  }
  if (ms > LONGEST_IN_HOURS && ms % UNITS.d === 0) return `${ms / UNITS.d}d`;
  return ms % UNITS.h === 0 ? `${ms / UNITS.h}h` : `${ms / UNITS.m}m`;
};
