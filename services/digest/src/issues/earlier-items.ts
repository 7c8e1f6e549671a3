import type { Issue } from '../journal/issue.ts';
import { subjectOf } from '../journal/issue.ts';

/**
 * The papers of issues of the same cadence that were issued before: none is sent a second time, wherever
 * its date was moved to. Of two that were issued at one instant the lesser key is the earlier.
 */
export const earlierItems = (
  issues: readonly Issue[],
  { period, issuedAt }: Pick<Issue, 'period' | 'issuedAt'>,
): ReadonlySet<string> => {
  const isEarlier = (other: Issue): boolean =>
    other.issuedAt < issuedAt || (other.issuedAt === issuedAt && other.period.key < period.key);
  const isOther = (other: Issue): boolean =>
    other.period.cadence === period.cadence && subjectOf(other.period) !== subjectOf(period);
  return new Set(
    issues
      .filter((other) => isOther(other) && isEarlier(other))
      .flatMap(({ items }) => items.map(({ id }) => id)),
  );
};
