import type { HttpEnv } from '@emberlog/service-kit';
import type { Link } from '@emberlog/subscriptions';
import type { Context } from 'hono';
import { linkProblem } from './problems.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';

/** What to do once a link of that kind has run out; those that unsubscribe never do. */
const AFTER_EXPIRY = {
  confirm:
    'A link to confirm works for two days. Subscribe again, and a new one comes to your mailbox.',
  preferences:
    'A link to the preferences works for thirty days. The newest digest has one that works, and the link to unsubscribe of any digest works as well.',
} as const;

/**
 * What the token of a request's address allows. Throws a problem: 400 `token_invalid` for one that we did
 * not make, or made for something else; 410 `token_expired`.
 */
export const openLink = <K extends Link['kind']>(
  c: Context<HttpEnv>,
  { links, clock }: Pick<SubscriptionRouteDeps, 'links' | 'clock'>,
  ...kinds: readonly K[]
): Extract<Link, { kind: K }> => {
  const opened = links.open(c.req.query('token') ?? '', kinds, clock());
  if (opened.ok) return opened.link as Extract<Link, { kind: K }>;
  if (opened.reason === 'expired') {
    const isConfirmation = kinds.some((kind) => kind === 'confirm');
    const detail = AFTER_EXPIRY[isConfirmation ? 'confirm' : 'preferences'];
    throw linkProblem(410, 'token_expired', 'This link has run out', detail);
  }
  throw linkProblem(
    ...([400, 'token_invalid', 'This link does not work'] as const),
    'It was cut off or changed, or it was made for something else. Open it from the mail itself, from its first to its last character.',
  );
};
