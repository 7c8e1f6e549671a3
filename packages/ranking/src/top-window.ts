/** A calendar period in UTC, all of time, or a duration in ms that ends at as_of. */
export type TopWindow = 'day' | 'week' | 'month' | 'all' | number;

/** A stretch of time in ms UTC: `from` belongs to it, `to` does not. */
export type Period = { readonly from: number; readonly to: number };

const DAY = 86_400_000;

/**
 * The time whose votes, or items, `top` counts at `asOf` (ms UTC). A calendar period is the one that
 * holds `asOf`, to its own end; a week begins on Monday as in ISO 8601. A duration d covers
 * (asOf − d, asOf], `all` everything since 1970, the earliest time an event may have.
 */
export const topWindow = (window: TopWindow, asOf: number): Period => {
  const midnight = Math.floor(asOf / DAY) * DAY;
  switch (window) {
    case 'day':
      return { from: midnight, to: midnight + DAY };
    case 'week': {
      const sinceMonday = (new Date(asOf).getUTCDay() + 6) % 7;
      const monday = midnight - sinceMonday * DAY;
      return { from: monday, to: monday + 7 * DAY };
    }
    case 'month': {
      const date = new Date(asOf);
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
      return { from: Date.UTC(year, month), to: Date.UTC(year, month + 1) };
    }
    case 'all':
      return { from: 0, to: asOf + 1 };
    default:
      return { from: asOf - window + 1, to: asOf + 1 };
  }
};

/** Whether a time in ms UTC lies in the period. */
export const isWithin = ({ from, to }: Period, time: number): boolean => time >= from && time < to;
