import type { Digest } from '../digest.ts';

export const sampleDigest: Digest = {
  site: { name: 'Daily Papers', url: 'https://papers.example/' },
  period: { kind: 'day', key: '2025-12-10' },
  items: [
    {
      ...{ rank: 1, title: 'Pre-training under infinite compute', upvotes: 42, comments: 1 },
      url: 'https://papers.example/papers/2512.04563?a=1&b=2',
      organization: { name: 'acme', fullname: 'Acme & Sons' },
      authorCount: 4,
      movement: { rank: 2, upvotes: 9 },
    },
    {
      ...{ rank: 2, title: 'A second paper', upvotes: 1, comments: null },
      url: 'https://papers.example/papers/2512.00001',
      ...{ organization: null, authorCount: 1, movement: null },
    },
  ],
  preview: '42 readers liked the first of two papers',
  links: {
    archive: 'https://papers.example/date/2025-12-10',
    preferences: 'https://papers.example/digest?t=x&y=z',
    unsubscribe: 'https://papers.example/leave?t=x',
  },
};

/** The same with these titles, one item each. */
export const digestOf = (titles: readonly string[]): Digest => ({
  ...sampleDigest,
  items: titles.map((title, i) => ({
    ...{ rank: i + 1, title, upvotes: 1, comments: 0, movement: null, authorCount: null },
    url: `https://papers.example/p/${i}`,
    organization: { name: title, fullname: null },
  })),
});
