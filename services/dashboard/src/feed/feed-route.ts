import { type HttpEnv, readQuery } from '@emberlog/service-kit';
import type { Context } from 'hono';
import { isLocal } from '../outbox/is-local.ts';
import { feedPage } from '../pages/feed-page.tsx';
import type { AssetPaths } from '../pages/layout.tsx';
import { failurePage } from '../pages/notice-page.tsx';
import type { Visitors } from '../voting/visitors.ts';
import { utcDay } from '../words/day-words.ts';
import { failureOf } from './failure.ts';
import {
  feedPath,
  type FeedPathname,
  feedQuery,
  feedRequestOf,
  withoutTokens,
} from './feed-request.ts';
import { type FeedSource, readFeed } from './read-feed.ts';

export type FeedRouteOptions = {
  readonly client: FeedSource;
  readonly visitors: Visitors;
  readonly clock: () => number;
  readonly assets: AssetPaths;
  readonly demo: boolean;
  readonly votable: boolean;
  readonly sqlDocs: string | null;
  readonly mail: {
    /** Shows the box that asks for digests. */
    readonly subscriptions: boolean;
    /** Says that mails are kept, to who can look at them. */
    readonly outbox: boolean;
  };
};

/** `GET /` or `GET /trending`: a list, or a page that says why there is none. */
export const feedRoute = (pathname: FeedPathname, options: FeedRouteOptions) => {
  const { client, visitors, clock, assets, demo, votable, sqlDocs, mail } = options;
  return async (c: Context<HttpEnv>): Promise<Response> => {
    try {
      const request = { ...readQuery(c, feedQuery, { unknown: 'ignore' }), pathname };
      const feed = await readFeed({ client, request, today: utcDay(clock()) });
      const voted = visitors.votedItems(c);
      const shown = { ...mail, outbox: mail.outbox && isLocal(c) };
      return await c.html(feedPage({ feed, voted, votable, demo, assets, sqlDocs, mail: shown }));
    } catch (error) {
      const failure = failureOf(error);
      if (failure === null) throw error;
      const here = feedPath(
        withoutTokens(feedRequestOf(c.req.url.replace(/^https?:\/\/[^/]+/, ''))),
      );
      return await c.html(failurePage(failure, here, assets), failure.status);
    }
  };
};
