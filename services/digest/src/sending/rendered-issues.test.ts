import type { RankedItem } from '@emberlog/api';
import { renderDigest } from '@emberlog/mailing';
import { expect, test } from 'vitest';
import type { Issue } from '../journal/issue.ts';
import { createRenderedIssues } from './rendered-issues.ts';

const site = { name: 'Papers & "more"', url: 'https://papers.example/a&b' };
const issue: Issue = {
  period: { cadence: 'daily', key: '2026-03-09' },
  ...{ asOf: 0, position: 'sealed', items: [], issuedAt: 0 },
};

const itemOf = (id: string, title: string, url: string | null): RankedItem => ({
  ...{ rank: 1, id, title, url, organization: null, authorCount: 2, publishedAt: null },
  ...{ listedAt: '2026-03-09T00:00:00Z', listedOn: '2026-03-09', upvotes: 1, views: 1 },
  ...{ comments: 0, score: 1, movement: null },
});
const items = [
  itemOf('p/1', 'A title <b>', 'https://p.example/?a=1&b=2'),
  itemOf('p/2', 'Second', null),
];

const alone = (some: readonly RankedItem[], preview: string, token: string) =>
  renderDigest({
    ...{ site, preview, period: { kind: 'day', key: '2026-03-09' } },
    items: some.map((item) => ({ ...item, url: item.url ?? `${site.url}/digests/2026-03-09` })),
    links: {
      archive: `${site.url}/digests/2026-03-09`,
      preferences: `${site.url}/v1/subscriptions/preferences?token=p-${token}`,
      unsubscribe: `${site.url}/v1/subscriptions/unsubscribe?token=u-${token}`,
    },
  });

// Seen to fail when pages are kept by the period alone, and when the first reader's links are kept with them.
test('every reader gets what would have been rendered for them alone', () => {
  const rendered = createRenderedIssues(site);
  const got = (some: readonly RankedItem[], token: string) =>
    rendered(issue, some, { preferences: `p-${token}`, unsubscribe: `u-${token}` });
  expect(got(items, 'one')).toEqual(alone(items, '2 papers, also: Second', 'one'));
  expect(got(items, 'two-_2')).toEqual(alone(items, '2 papers, also: Second', 'two-_2'));
  expect(got(items.slice(1), 'three')).toEqual(alone(items.slice(1), '1 paper', 'three'));
});

// Seen to fail when such a link is handed on as it is: nobody gets that day's digest then.
test.each([
  'https://u:p@p.example/',
  'javascript:alert(1)',
  `https://p.example/${'x'.repeat(2_000)}`,
])('a paper whose address a mail may not link to leads to the archive: %#', (url) => {
  const rendered = createRenderedIssues(site);
  const { text } = rendered(issue, [itemOf('p/1', 'A title', url), ...items], {
    ...{ preferences: 'p', unsubscribe: 'u' },
  });
  expect(text).not.toContain(url);
  expect(text).toContain(`${site.url}/digests/2026-03-09`);
});
