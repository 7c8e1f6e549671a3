import {
  AddressDamagedError,
  AddressKeyMissingError,
  type AddressBook,
} from '@emberlog/address-book';
import type { SubscriptionReply } from '@emberlog/api';
import type { DigestSettings } from '@emberlog/events';
import { createProblem, type HttpEnv, type Logger } from '@emberlog/service-kit';
import type { Subscription } from '@emberlog/subscriptions';
import type { Context, Handler } from 'hono';
import type { Site } from '../pages/layout.tsx';
import { preferencesPage } from '../pages/preferences-page.tsx';
import { openLink } from './open-link.ts';
import { untilAvailable } from './problems.ts';
import { readFields } from './read-fields.ts';
import { readChange } from './read-wishes.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';
import { shownSubscription } from './shown-subscription.ts';
import { wantsPage } from './wants-page.ts';

type Deps = Pick<
  SubscriptionRouteDeps,
  'journal' | 'book' | 'links' | 'clock' | 'ids' | 'logger'
> & { readonly site: Site };

/** `GET /v1/subscriptions/preferences`: what a reader gets, as a form or as JSON. */
export const getPreferences = (deps: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    const { subscriber } = openLink(c, deps, 'preferences');
    return await answer(c, deps, subscriber, false);
  });

/** `POST /v1/subscriptions/preferences`: what the reader wants from now on. */
export const postPreferences = (deps: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    const { journal, clock, ids } = deps;
    const { subscriber } = openLink(c, deps, 'preferences');
    const settings = readChange(await readFields(c));
    const { active } = journal.of(subscriber);
    if (active === null) throw notActive();
    if (!isSame(settings, active.settings)) {
      await journal.record([
        {
          ...{ id: ids(), type: 'subscriber.changed', subject: subscriber, time: clock() },
          data: { settings },
        },
      ]);
    }
    return await answer(c, deps, subscriber, true);
  });

const answer = async (
  c: Context<HttpEnv>,
  deps: Deps,
  subscriber: string,
  isSaved: boolean,
): Promise<Response> => {
  const { journal, book, clock, site, logger } = deps;
  const shown = shownState(journal.of(subscriber), clock());
  if (!wantsPage(c)) return c.json(shown);
  const address = await maskedAddress(book, subscriber, logger);
  const token = c.req.query('token') ?? '';
  return await c.html(preferencesPage({ site, shown, address, token, isSaved }));
};

const shownState = (subscription: Subscription, now: number): SubscriptionReply => {
  const { subscriber, active, pending, isErased } = subscription;
  if (active !== null) return shownSubscription(subscriber, active, now);
  if (pending !== null) {
    const detail = 'A mail with a link to confirm is in your mailbox, or on its way to it.';
    return { status: 'pending', detail };
  }
  return isErased
    ? { status: 'erased', detail: 'Nothing is known of you any more.' }
    : { status: 'unsubscribed', detail: 'No digests are sent to you.' };
};

/** Enough for its owner to know which one it is; null where it was erased or cannot be read. */
const maskedAddress = async (
  book: AddressBook,
  subscriber: string,
  logger: Logger,
): Promise<string | null> => {
  try {
    const sent = (await book.open(subscriber))?.sent;
    if (sent === undefined) return null;
    const [first = ''] = sent;
    return `${first}…${sent.slice(sent.lastIndexOf('@'))}`;
  } catch (err) {
    if (!(err instanceof AddressKeyMissingError || err instanceof AddressDamagedError)) throw err;
    logger.warn({ err, subscriber }, 'address is not shown');
    return null;
  }
};

const isSame = (a: DigestSettings, b: DigestSettings): boolean =>
  [a, b]
    .map(({ cadence, hour, weekday, timeZone, organizations, tags }) =>
      JSON.stringify([cadence, hour, weekday, timeZone, organizations, tags]),
    )
    .every((text, _, [first]) => text === first);

const notActive = () =>
  createProblem({
    status: 409,
    title: 'No digests are sent to you',
    detail: 'There is nothing to change. Subscribe again, and confirm by the mail that comes.',
    errors: [{ path: '', code: 'not_active', message: 'there is no active subscription' }],
  });
