import { randomBytes } from 'node:crypto';
import type { RankedItem } from '@emberlog/api';
import { isWebLink, renderDigest, type RenderedDigest } from '@emberlog/mailing';
import { LRUCache } from 'lru-cache';
import { listPeriod } from '../issues/list-period.ts';
import { subjectOf, type Issue } from '../journal/issue.ts';
import { linkTo, type Site } from '../site.ts';

/** One for each choice of papers; a page has up to 100 kB. */
const PAGES_KEPT = 50;

/** Tokens of a reader's own links. */
type OwnTokens = { readonly preferences: string; readonly unsubscribe: string };

/** An issue as a reader gets it: equal to rendering it for each reader alone. */
export type RenderedIssues = (
  issue: Issue,
  items: readonly RankedItem[],
  own: OwnTokens,
) => RenderedDigest;

/**
 * Renders once for all who get the same papers, and puts each reader's tokens in: to fold the lines of
 * fifty papers takes longer than all the rest of a mail.
 */
export const createRenderedIssues = (site: Site): RenderedIssues => {
  const pages = new LRUCache<string, RenderedDigest>({ max: PAGES_KEPT });
  // By chance: a title or a paper's address must not be able to ask for a reader's link.
  const places: OwnTokens = { preferences: newPlace(), unsubscribe: newPlace() };

  const render = (issue: Issue, items: readonly RankedItem[]): RenderedDigest => {
    const archive = `${site.url}/digests/${issue.period.key}`;
    return renderDigest({
      site,
      period: listPeriod(issue.period),
      items: items.map((item) => ({ ...item, url: isWebLink(item.url) ? item.url : archive })),
      preview: previewOf(items),
      links: {
        archive,
        preferences: linkTo(site, 'preferences', places.preferences),
        unsubscribe: linkTo(site, 'unsubscribe', places.unsubscribe),
      },
    });
  };

  return (issue, items, { preferences, unsubscribe }) => {
    const name = JSON.stringify([subjectOf(issue.period), items.map(({ id }) => id)]);
    const page = pages.get(name) ?? render(issue, items);
    pages.set(name, page);
    const withOwn = (text: string): string =>
      text
        .replaceAll(places.preferences, () => preferences)
        .replaceAll(places.unsubscribe, () => unsubscribe);
    return { subject: page.subject, text: withOwn(page.text), html: withOwn(page.html) };
  };
};

/** As long as a token, so that a page that just fits still does. */
const newPlace = (): string => randomBytes(150).toString('base64url');

/** The line beside the subject, which has the first title already. */
const previewOf = (items: readonly RankedItem[]): string => {
  const [, ...others] = items;
  const titles = others.slice(0, 3).map(({ title }) => title);
  const count = `${items.length} ${items.length === 1 ? 'paper' : 'papers'}`;
  return titles.length === 0 ? count : `${count}, also: ${titles.join(' · ')}`;
};
