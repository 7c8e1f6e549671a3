import type { EndedSubscriptionReply } from '@emberlog/api';
import type { HttpEnv } from '@emberlog/service-kit';
import type { EndReason, Link } from '@emberlog/subscriptions';
import type { Context, Handler } from 'hono';
import type { Site } from '../pages/layout.tsx';
import { noticePage } from '../pages/notice-page.tsx';
import { unsubscribePage } from '../pages/unsubscribe-page.tsx';
import { openLink } from './open-link.ts';
import { untilAvailable } from './problems.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';
import { wantsPage } from './wants-page.ts';

type Deps = Pick<SubscriptionRouteDeps, 'journal' | 'links' | 'clock' | 'ids'> & {
  readonly site: Site;
};

/** Those of the page of preferences come from it alone. */
const KINDS = ['unsubscribe', 'preferences'] as const;

const UNSUBSCRIBED: EndedSubscriptionReply = {
  status: 'unsubscribed',
  detail: 'No more digests are sent to you.',
};

/** `GET /v1/subscriptions/unsubscribe`: a page with a button, the same whoever asks. */
export const getUnsubscribe = ({ links, clock, site }: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    openLink(c, { links, clock }, ...KINDS);
    return await c.html(unsubscribePage(site));
  });

/**
 * `POST /v1/subscriptions/unsubscribe`, by the button or by a mail program (RFC 8058): at once, without a
 * cookie, and the same answer where nothing is known (any more).
 */
export const postUnsubscribe = ({ journal, links, clock, ids, site }: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    const link = openLink(c, { links, clock }, ...KINDS);
    const { active, pending } = journal.of(link.subscriber);
    if (active !== null || pending !== null) {
      const reason = await reasonOf(c, link);
      await journal.record([
        {
          ...{ id: ids(), type: 'subscriber.unsubscribed', subject: link.subscriber },
          ...{ time: clock(), data: { reason } },
        },
      ]);
    }
    if (!wantsPage(c)) return c.json(UNSUBSCRIBED);
    const sentences = [UNSUBSCRIBED.detail, 'Whoever wants them again can subscribe at any time.'];
    return await c.html(noticePage({ site, title: 'You are unsubscribed', sentences }));
  });

const reasonOf = async (c: Context<HttpEnv>, { kind }: Link): Promise<EndReason> => {
  if (kind === 'preferences') return 'preferences';
  return (await formOf(c))['List-Unsubscribe'] === 'One-Click' ? 'one_click' : 'link';
};

/** As multipart or urlencoded; who cannot write a form may leave, too. */
const formOf = async (c: Context<HttpEnv>): Promise<Record<string, unknown>> => {
  try {
    return await c.req.parseBody();
  } catch (error) {
    if (error instanceof TypeError) return {};
    throw error;
  }
};
