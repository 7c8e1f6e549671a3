import type { DigestPeriod } from '@emberlog/events';
import type { Period } from '@emberlog/mailing';

/** The period of a digest as lists know it. */
export const listPeriod = ({ cadence, key }: DigestPeriod): Period => ({
  kind: cadence === 'daily' ? 'day' : 'week',
  key,
});

/** The digest of a list's period, as the log knows it. */
export const digestPeriod = ({ kind, key }: Period): DigestPeriod => ({
  cadence: kind === 'day' ? 'daily' : 'weekly',
  key,
});
