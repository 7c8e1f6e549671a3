import type { RankedItem } from '@emberlog/api';
import type { Client } from '@emberlog/client';
import type { DigestSettings } from '@emberlog/events';
import { LRUCache } from 'lru-cache';
import { subjectOf, type Issue } from '../journal/issue.ts';
import type { Journal } from '../journal/journal.ts';
import { earlierItems } from './earlier-items.ts';
import { rankingQuestion, type Choice } from './ranking-question.ts';

/** Lists that are kept at once: of the last issues the choices of many readers. */
const LISTS_KEPT = 2_000;

export type IssueItems = {
  /**
   * The papers of an issue for a reader, ranked from 1: of any of the organizations or with any of the tags,
   * all where nothing was chosen. A function of the log, whenever it is asked. Rejects with `EmberlogError`.
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
    const { items } = await ranking.trending({
      ...rankingQuestion(period, asOf, choice),
      position,
    });
    return items;
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
      if (organizations.length + tags.length === 0) {
        const frozen = new Set(issue.items);
        const list = await listOf(issue, { of: 'all' });
        return ranked(list.filter(({ id }) => frozen.has(id)));
      }
      const choices: readonly Choice[] = [
        ...organizations.map((name) => ({ of: 'organization' as const, name })),
        ...tags.map((name) => ({ of: 'tag' as const, name })),
      ];
      const found = new Map<string, RankedItem>();
      for (const list of await Promise.all(choices.map(async (each) => await listOf(issue, each))))
        for (const item of list) found.set(item.id, item);
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
