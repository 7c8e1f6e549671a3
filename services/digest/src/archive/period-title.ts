import type { DigestPeriod } from '@emberlog/events';

const DAY = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
});

/** `Wednesday 10 December 2025`, or `Week 50 of 2025`. */
export const periodTitle = ({ cadence, key }: Pick<DigestPeriod, 'cadence' | 'key'>): string =>
  cadence === 'daily'
    ? DAY.format(new Date(`${key}T00:00:00Z`))
    : `Week ${Number(key.slice(6))} of ${key.slice(0, 4)}`;
