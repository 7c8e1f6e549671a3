/** What one digest is about: the list of a UTC day or of an ISO week of UTC days. */
export type Period = {
  readonly kind: 'day' | 'week';
  /** `2025-12-10` or `2025-W50`, the keys that lists have. */
  readonly key: string;
};

export const DAY_MS = 86_400_000;

/** 1970-01-05, the first Monday of UTC time, in days. */
const FIRST_MONDAY = 4;

/** Days in a period, which is also how long it takes until the next one closes. */
export const daysOf = (kind: Period['kind']): number => (kind === 'day' ? 1 : 7);

/** Periods are counted, so that the one before and the one after are a step away. */
export const periodAt = (kind: Period['kind'], index: number): Period => {
  if (kind === 'day') return { kind, key: dateOf(index) };
  const thursday = FIRST_MONDAY + 7 * index + 3;
  // A week is of the year that has its Thursday.
  const year = Number(dateOf(thursday).slice(0, 4));
  const week = Math.floor((thursday - Date.UTC(year, 0, 1) / DAY_MS) / 7) + 1;
  return { kind, key: `${year}-W${String(week).padStart(2, '0')}` };
};

/** The first day after a period, as days since 1970: midnight UTC of it closes the period. */
export const closingDay = (kind: Period['kind'], index: number): number =>
  kind === 'day' ? index + 1 : FIRST_MONDAY + 7 * (index + 1);

/** When a period is over, ms UTC: the first instant that is not of it. */
export const periodEnd = (period: Period): number =>
  closingDay(period.kind, indexOf(period)) * DAY_MS;

/** The period before, of the same kind. */
export const periodBefore = (period: Period): Period => periodAt(period.kind, indexOf(period) - 1);

/** The last period of a kind that is over at an instant, ms UTC. */
export const lastPeriod = (kind: Period['kind'], now: number): Period =>
  periodAt(kind, lastClosedOn(kind, Math.floor(now / DAY_MS)));

/** The last period of that kind that is closed on that day already, days since 1970. */
export const lastClosedOn = (kind: Period['kind'], day: number): number =>
  kind === 'day' ? day - 1 : Math.floor((day - FIRST_MONDAY) / 7) - 1;

/** The index of a period. Throws a RangeError for a key that is none. */
export const indexOf = ({ kind, key }: Period): number => {
  const index = kind === 'day' ? Date.parse(`${key}T00:00:00Z`) / DAY_MS : weekIndex(key);
  if (!Number.isInteger(index) || periodAt(kind, index).key !== key)
    throw new RangeError(`no ${kind} has the key ${JSON.stringify(key.slice(0, 20))}`);
  return index;
};

const weekIndex = (key: string): number => {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(key) ?? [];
  // 4 January is in the first week of every year.
  const fourth = Date.UTC(Number(year), 0, 4) / DAY_MS;
  return Math.floor((fourth - FIRST_MONDAY) / 7) + Number(week) - 1;
};

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
