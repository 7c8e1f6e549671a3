import type { HttpEnv, ProblemError } from '@emberlog/service-kit';
import type { PendingRequest, Subscription } from '@emberlog/subscriptions';
import type { Handler } from 'hono';
import type { Turns } from '../limits/turns.ts';
import { confirmedPage, confirmPage } from '../pages/confirm-page.tsx';
import type { Site } from '../pages/layout.tsx';
import { openLink } from './open-link.ts';
import { linkProblem, untilAvailable } from './problems.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';
import { shownSubscription } from './shown-subscription.ts';
import { wantsPage } from './wants-page.ts';

type Deps = Pick<SubscriptionRouteDeps, 'journal' | 'links' | 'clock' | 'ids'> & {
  readonly site: Site;
};

/** `GET /v1/subscriptions/confirm`: a page with a button. It changes nothing, since scanners of mails look. */
export const getConfirm = ({ journal, links, clock, site }: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    const { subscriber, request } = openLink(c, { links, clock }, 'confirm');
    const { settings } = waiting(journal.of(subscriber), request);
    return await c.html(confirmPage(site, settings));
  });

/** `POST /v1/subscriptions/confirm`: once for each request. */
export const postConfirm = ({
  turns,
  ...deps
}: Deps & { readonly turns: Turns }): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    const { journal, links, clock, ids, site } = deps;
    const { subscriber, request } = openLink(c, { links, clock }, 'confirm');
    const now = clock();
    // Of several at once the first confirms, and the others meet a link that was used.
    await turns(subscriber, async () => {
      waiting(journal.of(subscriber), request);
      await journal.record([
        {
          ...{ id: ids(), type: 'subscriber.confirmed', subject: subscriber, time: now },
          data: { request },
        },
      ]);
    });
    const { active } = journal.of(subscriber);
    // Somebody left while this was written.
    if (active === null) throw used(ENDED);
    const shown = shownSubscription(subscriber, active, now);
    if (!wantsPage(c)) return c.json(shown);
    const token = links.seal({ kind: 'preferences', subscriber }, now);
    return await c.html(confirmedPage(site, shown, token));
  });

const ACTIVE =
  'This link has done its work: the subscription is active, and nothing is left to do.';
const NEWER = 'Digests were asked for again after this mail. Use the link of the newest one.';
const ENDED =
  'The subscription was ended after this mail. Subscribe again, and a new mail comes to your mailbox.';

/** The request that waits for this link; throws a problem 410 `token_used` that says what to do else. */
const waiting = ({ pending, active }: Subscription, request: string): PendingRequest => {
  if (pending?.request === request) return pending;
  if (pending !== null) throw used(NEWER);
  throw used(active === null ? ENDED : ACTIVE);
};

const used = (detail: string): ProblemError =>
  linkProblem(410, 'token_used', 'This link was for one time', detail);
