import type { DigestReply, DigestsReply } from '@emberlog/api';
import { createProblem } from '@emberlog/service-kit';
import type { Issue } from '../journal/issue.ts';
import type { Journal } from '../journal/journal.ts';
import { archivedIssues, findIssue } from './find-issue.ts';

export type ArchiveDeps = {
  readonly journal: Pick<Journal, 'issues'>;
};

/** Issues of an answer at most: a year of days and weeks. */
const MOST_ISSUES = 420;

export const listIssues = ({ journal }: ArchiveDeps): DigestsReply => ({
  digests: archivedIssues(journal.issues())
    .slice(0, MOST_ISSUES)
    .map((issue) => ({ ...issueOf(issue), papers: issue.items.length })),
});

/** An issue as its readers got it. Throws a problem, 404, for a key of no issue. */
export const readIssue = ({ journal }: ArchiveDeps, key: string): DigestReply => {
  const found = KEY.test(key) ? findIssue(journal.issues(), key) : null;
  if (found === null) {
    throw createProblem({
      status: 404,
      detail:
        'there is no such issue; they have the key of a day (2025-12-10) or a week (2025-W50)',
    });
  }
  const { issue, previous, next } = found;
  return { ...issueOf(issue), items: [...issue.items], previous, next };
};

const KEY = /^\d{4}-(?:\d{2}-\d{2}|W\d{2})$/;

const issueOf = ({ period, asOf, position, issuedAt }: Issue) => ({
  ...period,
  as_of: new Date(asOf).toISOString(),
  position,
  issued_at: new Date(issuedAt).toISOString(),
});
