import type { Issue } from '../journal/issue.ts';

/** Issues that have papers, newest first by the ends of their periods; a week before its last day. */
export const archivedIssues = (issues: readonly Issue[]): readonly Issue[] =>
  issues
    .filter(({ items }) => items.length > 0)
    .toSorted((a, b) => b.asOf - a.asOf || compare(b.period.cadence, a.period.cadence));

/** An issue with its neighbours of the same cadence, or null. */
export const findIssue = (
  issues: readonly Issue[],
  key: string,
): {
  readonly issue: Issue;
  readonly previous: string | null;
  readonly next: string | null;
} | null => {
  const found = issues.find(({ period }) => period.key === key);
  if (found === undefined) return null;
  const row = archivedIssues(issues).filter(
    ({ period }) => period.cadence === found.period.cadence,
  );
  return {
    issue: found,
    previous: row.find(({ asOf }) => asOf < found.asOf)?.period.key ?? null,
    next: row.findLast(({ asOf }) => asOf > found.asOf)?.period.key ?? null,
  };
};

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
