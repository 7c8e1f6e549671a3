import type { RankedItem } from '@emberlog/api';
import type { Client } from '@emberlog/client';
import type { DigestPeriod, FrozenItem } from '@emberlog/events';
import { periodEnd } from '@emberlog/mailing';
import { subjectOf, type Issue } from '../journal/issue.ts';
import type { Journal } from '../journal/journal.ts';
import { earlierItems } from './earlier-items.ts';
import { listPeriod } from './list-period.ts';
import { rankingQuestion } from './ranking-question.ts';

export type Issuer = {
  /**
   * The issue of a period, frozen now where it was not before; null while the period is not over or the
   * read model does not know all of it yet. Rejects with `EmberlogError` where rankings cannot be asked for
   * and with `LogUnavailableError`.
   */
  readonly issue: (period: DigestPeriod) => Promise<Issue | null>;
};

export type IssuerDeps = {
  readonly journal: Pick<Journal, 'issue' | 'issues' | 'record'>;
  readonly ranking: Pick<Client, 'trending'>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Ids of events. */
  readonly ids: () => string;
};

/**
 * Freezes issues: from then on `as_of`, position and papers stand in the log, so the same issue comes out
 * whenever it is asked for, whatever becomes of the read model. Calls for one period share the work.
 */
export const createIssuer = ({ journal, ranking, clock, ids }: IssuerDeps): Issuer => {
  const underWay = new Map<string, Promise<Issue | null>>();

  const freeze = async (period: DigestPeriod): Promise<Issue | null> => {
    const now = clock();
    const end = periodEnd(listPeriod(period));
    if (now < end) return null;
    const asOf = end - 1;
    const list = await ranking.trending(rankingQuestion(period, asOf, { of: 'all' }));
    const { lag_seconds: lag } = list.freshness;
    // What the model does not know yet may be of the period.
    if (lag > 0 && now - lag * 1_000 < end) return null;
    const earlier = earlierItems(journal.issues(), { period, issuedAt: now });
    const items = list.items.filter(({ id }) => !earlier.has(id)).map(frozen);
    await journal.record([
      {
        ...{ id: ids(), subject: subjectOf(period), time: now, type: 'digest.issued' },
        data: { period, asOf, position: list.position, items },
      },
    ]);
    return journal.issue(period);
  };

  return {
    issue: async (period) => {
      const known = journal.issue(period);
      if (known !== null) return known;
      const name = subjectOf(period);
      const begun = underWay.get(name) ?? freeze(period).finally(() => underWay.delete(name));
      underWay.set(name, begun);
      return await begun;
    },
  };
};

/** Ranks are of what is left; what explains a score is not kept. */
const frozen = (item: RankedItem, at: number): FrozenItem => ({
  ...{ rank: at + 1, id: item.id, title: item.title, url: item.url },
  organization:
    item.organization === null
      ? null
      : { name: item.organization.name, fullname: item.organization.fullname },
  ...{ authorCount: item.authorCount, publishedAt: item.publishedAt },
  ...{ listedAt: item.listedAt, listedOn: item.listedOn },
  ...{ upvotes: item.upvotes, views: item.views, comments: item.comments, score: item.score },
  movement:
    item.movement === null ? null : { rank: item.movement.rank, upvotes: item.movement.upvotes },
});
