import type { Client, TrendingParams } from '@emberlog/client';

type Ranking = Pick<Client, 'trending'>;
type Item = Awaited<ReturnType<Ranking['trending']>>['items'][number];

const ORGANIZATIONS = ['org-a', 'org-b'] as const;

const paperOf = (day: string, n: number): Item => ({
  rank: n + 1,
  id: `${day}/${n}`,
  title: `Paper ${n} of ${day}`,
  url: `https://papers.example/${day}/${n}`,
  organization: { name: ORGANIZATIONS[n % 2] ?? '', fullname: `Organization ${n % 2}` },
  authorCount: 3,
  publishedAt: null,
  listedAt: `${day}T00:00:00.000Z`,
  listedOn: day,
  upvotes: 50 - n,
  views: 100,
  comments: 0,
  score: 50 - n,
  movement: null,
});

/**
 * A ranking that is written down: the last day of a question's period, as its filters leave it. Papers
 * are of two organizations in turn; the first three have the tag `nlp`.
 */
export const writtenRanking = (papersADay = 6): Ranking => ({
  trending: async ({ as_of: asOf = '', organization, tag, position }: TrendingParams = {}) => {
    const day = asOf.slice(0, 10);
    const items = Array.from({ length: papersADay }, (_, n) => paperOf(day, n))
      .filter((item) => organization === undefined || item.organization?.name === organization)
      .filter((_, n) => tag === undefined || (tag === 'nlp' && n < 3));
    return await Promise.resolve({
      items,
      algorithm: { name: 'digest', version: 1, params: {} },
      as_of: asOf,
      position: position ?? `position-of-${day}`,
      freshness: { data_as_of: null, lag_seconds: 0 },
      next_cursor: null,
    });
  },
});
