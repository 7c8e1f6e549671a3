/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { DigestReply, DigestsReply, RankedItem } from '@emberlog/api';
import { layout, type Site } from '../pages/layout.tsx';
import { periodTitle } from './period-title.ts';

type ArchivePage = {
  readonly site: Site;
  /** Path of the archive, behind whatever is in front of the service. */
  readonly path: string;
};

/** All issues, newest first. */
export const archivePage = ({ site, path }: ArchivePage, { digests }: DigestsReply) =>
  layout({
    site,
    title: 'Past digests',
    children:
      digests.length === 0 ? (
        <p>
          No digest was issued yet: the first comes after the first day with papers that readers
          voted for.
        </p>
      ) : (
        <ul class="issues">
          {digests.map(({ cadence, key, papers }) => (
            <li>
              <a href={`${path}/${key}`}>{periodTitle({ cadence, key })}</a>{' '}
              <span class="quiet">{counted(papers, 'paper')}</span>
            </li>
          ))}
        </ul>
      ),
  });

/** One issue as its readers got it. */
export const issuePage = ({ site, path }: ArchivePage, issue: DigestReply) => {
  const { items, previous, next, as_of: asOf } = issue;
  return layout({
    site,
    title: periodTitle(issue),
    children: (
      <>
        <nav class="steps" aria-label="Other digests">
          {previous !== null && (
            <a href={`${path}/${previous}`} rel="prev">
              ‹ {periodTitle({ ...issue, key: previous })}
            </a>
          )}{' '}
          {next !== null && (
            <a href={`${path}/${next}`} rel="next">
              {periodTitle({ ...issue, key: next })} ›
            </a>
          )}
        </nav>
        {items.length === 0 && <p>No paper had enough votes: no digest was sent.</p>}
        <ol class="papers">
          {items.map((item) => (
            <li>
              {item.url === null ? item.title : <a href={item.url}>{item.title}</a>}
              <br />
              <span class="quiet">{facts(item)}</span>
            </li>
          ))}
        </ol>
        <p class="quiet">
          As of <time datetime={asOf}>{asOf.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>,
          and never changed since. <a href={path}>All past digests</a> ·{' '}
          <a href={site.path}>Get them by e-mail</a>
        </p>
      </>
    ),
  });
};

const facts = ({ organization, authorCount, upvotes, comments }: RankedItem): string =>
  [
    organization?.fullname ?? organization?.name ?? counted(authorCount, 'author'),
    counted(upvotes, 'upvote'),
    counted(comments, 'comment'),
  ]
    .filter((fact) => fact !== '')
    .join(' · ');

const counted = (count: number | null, noun: string): string =>
  count === null ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
