import { readAddress } from '@emberlog/address-book';
import type { EndedSubscriptionReply } from '@emberlog/api';
import {
  createProblem,
  jsonBody,
  requireScope,
  type HttpEnv,
  type Keyring,
} from '@emberlog/service-kit';
import type { Context, Handler, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { Turns } from '../limits/turns.ts';
import type { Site } from '../pages/layout.tsx';
import { noticePage } from '../pages/notice-page.tsx';
import { eraseSubscriber } from '../journal/erase-subscriber.ts';
import { openLink } from './open-link.ts';
import { untilAvailable } from './problems.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';
import { wantsPage } from './wants-page.ts';

type Deps = Pick<SubscriptionRouteDeps, 'journal' | 'book' | 'links' | 'clock' | 'ids'> & {
  readonly site: Site;
  readonly turns: Turns;
};

/**
 * The link to unsubscribe erases, too: it is the only one that works for ever, and so the only way out of
 * the book for who left long ago. A stranger who holds it could end the subscription anyway, and all that
 * an erasure takes besides is what nobody uses after that.
 */
const KINDS = ['unsubscribe', 'preferences'] as const;

const ERASED: EndedSubscriptionReply = {
  status: 'erased',
  detail: 'Your address and all that you chose are erased.',
};

/** `POST /v1/subscriptions/erase`, the button of the page of preferences. */
export const postErase = (deps: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    await eraseSubscriber(deps, openLink(c, deps, ...KINDS).subscriber);
    return await answer(c, deps.site);
  });

/** Lets pass who has a token, which is looked at later, or a key with the scope `admin`. */
export const requireTokenOrAdmin = (keyring: Keyring): MiddlewareHandler<HttpEnv> => {
  const requireAdmin = requireScope(keyring, 'admin');
  return async (c, next) =>
    c.req.query('token') === undefined ? await requireAdmin(c, next) : await next();
};

/** `DELETE /v1/subscriptions`: by the token of a mail, or, behind `requireTokenOrAdmin`, by an address. */
export const deleteSubscription = (deps: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    if (c.get('key') === null) await eraseSubscriber(deps, openLink(c, deps, ...KINDS).subscriber);
    else await eraseAddress(c, deps);
    return await answer(c, deps.site);
  });

const byAddress = z.strictObject({ email: z.string() });

const eraseAddress = async (c: Context<HttpEnv>, deps: Deps): Promise<void> => {
  const { email } = await jsonBody(c, byAddress);
  const read = readAddress(email, { anyKind: true });
  if (!read.ok) {
    const { code, message } = read;
    throw createProblem({
      ...{ status: 400, detail: `the body is not valid: /email ${message}` },
      errors: [{ path: '/email', code, message }],
    });
  }
  await deps.turns(read.address.normalised, async () => {
    const subscriber = await deps.book.find(read.address);
    if (subscriber !== null) await eraseSubscriber(deps, subscriber);
  });
};

const answer = async (c: Context<HttpEnv>, site: Site): Promise<Response> =>
  wantsPage(c)
    ? await c.html(noticePage({ site, title: 'All is erased', sentences: [ERASED.detail] }))
    : c.json(ERASED);
