/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Feed } from '../feed/read-feed.ts';
import { feedPath, withoutTokens } from '../feed/feed-request.ts';
import { longDay, shortDay, weekdayOf } from '../words/day-words.ts';
import { durationMs } from '../words/duration-words.ts';
import type { VotedItems } from '../voting/voted-items.ts';
import { DayStepper, HalfLifeControl, SortTabs } from './feed-controls.tsx';
import { FeedFoot } from './feed-foot.tsx';
import { type AssetPaths, layout } from './layout.tsx';
import { PaperCard } from './paper-card.tsx';
import { SubscribeBox } from './subscribe-box.tsx';

export type FeedPageOptions = {
  readonly feed: Feed;
  readonly voted: VotedItems;
  readonly votable: boolean;
  /** Says that the readers are simulated. */
  readonly demo: boolean;
  readonly assets: AssetPaths;
  /** Address of the page about asking in SQL. */
  readonly sqlDocs: string | null;
  readonly mail: {
    /** Shows the box that asks for digests. */
    readonly subscriptions: boolean;
    /** Says that mails are kept instead of sent. */
    readonly outbox: boolean;
  };
};

/** A list of papers with everything around it. */
export const feedPage = (options: FeedPageOptions) => {
  const { feed, voted, votable, demo, assets, sqlDocs, mail } = options;
  const { request, reply, list } = feed;
  // A cursor belongs to the day it was made on, which the address of the newest day leaves out.
  const page = { ...withoutTokens(request), date: list?.key ?? request.date };
  const here = feedPath({ ...withoutTokens(request), cursor: request.cursor });
  const halfLifeMs = halfLifeOf(feed);
  return layout({
    title: `Daily Papers · ${list === null ? 'all days' : shortDay(list.key)}`,
    assets,
    children: (
      <>
        <header class="head">
          <h1>
            <a href="/">Daily Papers</a>
          </h1>
          <DayStepper feed={feed} />
          {demo ? <p class="demo">The papers are real; these readers are simulated.</p> : null}
          {mail.subscriptions ? <SubscribeBox /> : null}
          {mail.outbox ? (
            <p class="kept-mails">
              Mails are not sent but kept: <a href="/mail">outbox</a>
            </p>
          ) : null}
          <div class="controls">
            <SortTabs request={request} />
            {request.sort === 'trending' ? (
              <HalfLifeControl request={request} halfLifeMs={halfLifeMs} />
            ) : null}
          </div>
        </header>
        <main>
          <p class="news" aria-live="polite" />
          {reply.items.length === 0 ? <Empty feed={feed} /> : null}
          <ol class="papers" tabindex={-1} start={reply.items[0]?.rank} aria-label="Papers">
            {reply.items.map((item) => (
              <PaperCard item={item} voted={voted.has(item.id)} votable={votable} here={here} />
            ))}
          </ol>
          {reply.next_cursor === null ? null : (
            <p class="more">
              <a href={feedPath({ ...page, cursor: reply.next_cursor })}>More papers</a>
            </p>
          )}
        </main>
        <FeedFoot reply={reply} sort={request.sort} halfLifeMs={halfLifeMs} sqlDocs={sqlDocs} />
        <p class="status" role="status" />
      </>
    ),
  });
};

/** What the ranking used, as it says itself. */
const halfLifeOf = ({ reply, request }: Feed): number => {
  const used = reply.algorithm.params['half_life'];
  const text = typeof used === 'string' ? used : (request.half_life ?? '');
  return durationMs(text) ?? DEFAULT_HALF_LIFE_MS;
};

const DEFAULT_HALF_LIFE_MS = 2 * 86_400_000;

const Empty = ({ feed: { list, request } }: { readonly feed: Feed }) => {
  if (list === null || (list.previous ?? list.next) === null)
    return <p class="empty">No papers yet. The first one appears here once it is published.</p>;
  const view = withoutTokens(request);
  return (
    <p class="empty">
      No papers on {longDay(list.key)}:{' '}
      {list.previous === null ? null : (
        <a href={feedPath({ ...view, date: list.previous })}>‹ {weekdayOf(list.previous)}</a>
      )}{' '}
      {list.next === null ? null : (
        <a href={feedPath({ ...view, date: list.next })}>{weekdayOf(list.next)} ›</a>
      )}
    </p>
  );
};
