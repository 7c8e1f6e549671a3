import type { DigestReply, DigestsReply } from '@emberlog/api';
import { EmberlogError } from '@emberlog/client';
import { createProblem } from '@emberlog/service-kit';
import type { IssueItems } from '../issues/create-issue-items.ts';
import type { Issue } from '../journal/issue.ts';
import type { Journal } from '../journal/journal.ts';
import { archivedIssues, findIssue } from './find-issue.ts';

export type ArchiveDeps = {
  readonly journal: Pick<Journal, 'issues'>;
  readonly items: IssueItems;
};

/** Issues of an answer at most: a year of days and weeks. */
const MOST_ISSUES = 420;

export const listIssues = ({ journal }: Pick<ArchiveDeps, 'journal'>): DigestsReply => ({
  digests: archivedIssues(journal.issues())
    .slice(0, MOST_ISSUES)
    .map((issue) => ({ ...issueOf(issue), papers: issue.items.length })),
});

/** Rejects with a problem: 404 for no issue, 410 where the read model no longer knows it, 503. */
export const readIssue = async (
  { journal, items }: ArchiveDeps,
  key: string,
): Promise<DigestReply> => {
  const found = KEY.test(key) ? findIssue(journal.issues(), key) : null;
  if (found === null) {
    throw createProblem({
      status: 404,
      detail:
        'there is no such issue; they have the key of a day (2025-12-10) or a week (2025-W50)',
    });
  }
  const { issue, previous, next } = found;
  try {
    const list = await items.of(issue, { organizations: [], tags: [] });
    return { ...issueOf(issue), items: [...list], previous, next };
  } catch (cause) {
    throw problemOf(cause);
  }
};

const KEY = /^\d{4}-(?:\d{2}-\d{2}|W\d{2})$/;

const issueOf = ({ period, asOf, position, issuedAt }: Issue) => ({
  ...period,
  as_of: new Date(asOf).toISOString(),
  position,
  issued_at: new Date(issuedAt).toISOString(),
});

const problemOf = (cause: unknown): unknown => {
  if (!(cause instanceof EmberlogError)) return cause;
  if (cause.status === 410) {
    return createProblem({
      ...{ status: 410, cause },
      detail:
        'the read model was made anew in another way since: this issue can no longer be derived',
    });
  }
  return createProblem({
    ...{ status: 503, headers: { 'Retry-After': '5' }, cause },
    detail: 'the list of this issue cannot be read now; try again',
  });
};
