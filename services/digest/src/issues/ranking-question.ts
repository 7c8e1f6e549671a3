import type { TrendingParams } from '@emberlog/client';
import type { DigestPeriod } from '@emberlog/events';

/** Papers of one issue at most, which is what one answer holds. */
const MOST_ITEMS = 100;
/** A list of one organization's papers is not to be cut to two of them. */
const OF_ONE_ORGANIZATION = MOST_ITEMS;

/** Which of a period's papers. */
export type Choice =
  { readonly of: 'all' } | { readonly of: 'organization' | 'tag'; readonly name: string };

/** What `digest@1` is asked for, as of the last instant of a period. */
export const rankingQuestion = (
  { cadence }: DigestPeriod,
  asOf: number,
  choice: Choice,
): TrendingParams => ({
  ...{ algorithm: 'digest', cadence, as_of: new Date(asOf).toISOString(), limit: MOST_ITEMS },
  period: cadence === 'daily' ? '24h' : '7d',
  ...(choice.of === 'organization' && {
    organization: choice.name,
    per_organization: OF_ONE_ORGANIZATION,
  }),
  ...(choice.of === 'tag' && { tag: choice.name }),
});
