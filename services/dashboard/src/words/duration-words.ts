const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `<int>(m|h|d)`; null for anything else. */
export const durationMs = (text: string): number | null => {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * UNITS[unit as keyof typeof UNITS];
};

/** `2 days`, `36 hours`, `90 minutes`: the largest unit that leaves nothing over, else one decimal. */
export const durationWords = (ms: number): string => {
  for (const [name, unit] of NAMED)
    if (ms >= unit && ms % unit === 0) return plural(ms / unit, name);
  const [name, unit] = NAMED.find(([, each]) => ms >= each) ?? ['minute', UNITS.m];
  return plural(Math.round((ms / unit) * 10) / 10, name);
};

const NAMED = [
  ['day', UNITS.d],
  ['hour', UNITS.h],
  ['minute', UNITS.m],
] as const;

/** `1 vote`, `12 votes`, `1,204 votes`. */
export const plural = (count: number, noun: string): string =>
  `${numberWords.format(count)} ${noun}${count === 1 ? '' : 's'}`;

const numberWords = new Intl.NumberFormat('en');
