/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { RankedItem } from '@emberlog/api';
import { shortDay } from '../words/day-words.ts';
import { plural } from '../words/duration-words.ts';
import { Explanation } from './explanation.tsx';
import { VoteButton } from './vote-button.tsx';

export type PaperCardOptions = {
  readonly item: RankedItem;
  readonly voted: boolean;
  readonly votable: boolean;
  /** The page a form goes back to. */
  readonly here: string;
};

/** One row of a list. Titles and names are text of strangers: escaped, and isolated by direction. */
export const PaperCard = ({ item, voted, votable, here }: PaperCardOptions) => (
  <li class="paper" id={paperAnchor(item.id)} data-item={item.id}>
    <VoteButton item={item} voted={voted} votable={votable} here={here} />
    <article>
      <p class="standing">
        <span class="rank">
          <span class="unseen">Rank </span>
          {item.rank}
        </span>
        <Movement movement={item.movement} />
        <span class="counts">
          {item.comments === null ? null : <span>{plural(item.comments, 'comment')}</span>}
          <span>{plural(item.views, 'view')}</span>
        </span>
      </p>
      <h2>
        <Title title={item.title} url={item.url} />
      </h2>
      <p class="about">
        <Byline item={item} />
        <time datetime={item.publishedAt ?? item.listedOn} data-show="day">
          {shortDay(item.publishedAt ?? item.listedOn)}
        </time>
      </p>
      {item.explain === undefined ? null : <Explanation explain={item.explain} />}
    </article>
  </li>
);

/** The fragment a paper is found at, the same in the page and in a redirect to it. */
export const paperAnchor = (item: string): string => `paper-${item}`;

// The service refuses other schemes already; a stored script would be too dear to trust that.
const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

const Title = ({ title, url }: { readonly title: string; readonly url: string | null }) =>
  url !== null && isWeb(url) ? (
    <a href={url} dir="auto">
      {title}
    </a>
  ) : (
    <span dir="auto">{title}</span>
  );

const Byline = ({ item }: { readonly item: RankedItem }) => {
  if (item.organization !== null)
    return <bdi class="by">{item.organization.fullname ?? item.organization.name}</bdi>;
  return item.authorCount === null ? null : (
    <span class="by">{plural(item.authorCount, 'author')}</span>
  );
};

const Movement = ({ movement }: Pick<RankedItem, 'movement'>) => {
  if (movement === null) return <span class="moved fresh">new</span>;
  if (movement.rank === 0) return null;
  const up = movement.rank > 0;
  return (
    <span class={up ? 'moved up' : 'moved down'} title="compared with a day ago">
      <span aria-hidden="true">{up ? '▲' : '▼'}</span>
      <span class="unseen">{up ? 'up' : 'down'} </span> {Math.abs(movement.rank)}
    </span>
  );
};
