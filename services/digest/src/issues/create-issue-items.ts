import type { RankedItem } from '@emberlog/api';
import { EmberlogError, type Client } from '@emberlog/client';
import type { DigestSettings } from '@emberlog/events';
import { LRUCache } from 'lru-cache';
import { subjectOf, type Issue } from '../journal/issue.ts';
import type { Journal } from '../journal/journal.ts';
import { earlierItems } from './earlier-items.ts';
import { rankingQuestion, type Choice } from './ranking-question.ts';

/** The status of a position that the read model no longer knows. */
const GONE = 410;

/** Lists that are kept at once: of the last issues the choices of many readers. */
const LISTS_KEPT = 2_000;

export type IssueItems = {
  /**
   * The papers of an issue for a reader, ranked from 1: all where nothing was chosen, as they stand in the
   * log; else those of any of the organizations or with any of the tags, as the read model has them at the
   * issue's position, or without it where that is gone. Rejects with `EmberlogError`.
   */
  readonly of: (
    issue: Issue,
    choices: Pick<DigestSettings, 'organizations' | 'tags'>,
  ) => Promise<readonly RankedItem[]>;
};

export const createIssueItems = ({
  journal,
  ranking,
}: {
  readonly journal: Pick<Journal, 'issues'>;
  readonly ranking: Pick<Client, 'trending'>;
}): IssueItems => {
  const lists = new LRUCache<string, Promise<readonly RankedItem[]>>({ max: LISTS_KEPT });
  const earlier = new LRUCache<string, ReadonlySet<string>>({ max: 100 });

  const ask = async (issue: Issue, choice: Choice): Promise<readonly RankedItem[]> => {
    const { period, asOf, position } = issue;
    const question = rankingQuestion(period, asOf, choice);
    try {
      return (await ranking.trending({ ...question, position })).items;
    } catch (error) {
      if (!(error instanceof EmberlogError && error.status === GONE)) throw error;
      // The read model was made anew in another way: what was true then is still there to be asked.
      return (await ranking.trending(question)).items;
    }
  };
  const listOf = async (issue: Issue, choice: Choice): Promise<readonly RankedItem[]> => {
    const name = JSON.stringify([subjectOf(issue.period), choice]);
    const known = lists.get(name);
    if (known !== undefined) return await known;
    const asked = ask(issue, choice);
    lists.set(name, asked);
    // What failed is asked again.
    asked.catch(() => lists.delete(name));
    return await asked;
  };
  const earlierThan = (issue: Issue): ReadonlySet<string> => {
    const issues = journal.issues();
    // Another process may issue one that this one hears of later.
    const name = `${subjectOf(issue.period)} of ${issues.length}`;
    const found = earlier.get(name) ?? earlierItems(issues, issue);
    earlier.set(name, found);
    return found;
  };

  return {
    of: async (issue, { organizations, tags }) => {
      if (organizations.length + tags.length === 0) return issue.items;
      const choices: readonly Choice[] = [
        ...organizations.map((name) => ({ of: 'organization' as const, name })),
        ...tags.map((name) => ({ of: 'tag' as const, name })),
      ];
      const found = new Map<string, RankedItem>();
      // One after the other: readers with many choices are not to crowd out whoever reads the site.
      for (const choice of choices)
        for (const item of await listOf(issue, choice)) found.set(item.id, item);
      const sent = earlierThan(issue);
      return ranked([...found.values()].filter(({ id }) => !sent.has(id)).toSorted(byRank));
    },
  };
};

/** The order of every list: score and listing, later ones first, then ids by their bytes. */
const byRank = (a: RankedItem, b: RankedItem): number =>
  b.score - a.score ||
  Date.parse(b.listedAt) - Date.parse(a.listedAt) ||
  Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));

const ranked = (items: readonly RankedItem[]): readonly RankedItem[] =>
  items.map((item, at) => ({ ...item, rank: at + 1 }));
