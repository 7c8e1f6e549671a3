import type { Client } from '@emberlog/client';
import { createProblem, isSameOrigin } from '@emberlog/service-kit';
import type { Context } from 'hono';
import { z } from 'zod';
import { feedPath, feedRequestOf, withoutTokens } from '../feed/feed-request.ts';
import type { AssetPaths } from '../pages/layout.tsx';
import { noticePage } from '../pages/notice-page.tsx';
import { paperAnchor } from '../pages/paper-card.tsx';
import { castVote } from './cast-vote.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Visitors } from './visitors.ts';

const voteForm = z.object({
  item: z.string().min(1).max(200),
  vote: z.enum(['up', 'retract']),
  return: z.string().max(8_192).default('/'),
});

export type VoteRouteOptions = {
  readonly client: Pick<Client, 'item' | 'sendEvents'>;
  readonly visitors: Visitors;
  readonly limits: { readonly visitor: RateLimit; readonly newcomer: RateLimit };
  readonly clock: () => number;
  readonly ids: () => string;
  readonly assets: AssetPaths;
  readonly votable: boolean;
  readonly publicUrl: string | undefined;
};

/**
 * `POST /vote`, a form `item`, `vote` (up or retract), `return` (the page to go back to). Answers a
 * form by a redirect to the list that includes the vote, a script by `{item, voted, upvotes}`.
 */
export const voteRoute = (options: VoteRouteOptions) => {
  const { client, visitors, limits, clock, ids, assets, votable, publicUrl } = options;

  const admit = (c: Context): Refusal | { readonly visitor: string } => {
    if (!isSameOrigin(c.req.raw.headers, c.req.url, publicUrl)) return CROSS_SITE;
    if (!votable) return READ_ONLY;
    const known = visitors.identify(c);
    const waitMs = known === null ? limits.newcomer.take(addressOf(c)) : limits.visitor.take(known);
    return waitMs > 0 ? tooMany(waitMs) : { visitor: known ?? ids() };
  };

  return async (c: Context): Promise<Response> => {
    const refuse = async (refusal: Refusal, back: string): Promise<Response> =>
      await answerRefusal(c, refusal, back, assets);
    const admitted = admit(c);
    if ('sentence' in admitted) return await refuse(admitted, '/');
    const form = voteForm.safeParse(await formOf(c));
    if (!form.success) return await refuse(NOT_A_VOTE, '/');
    const { item, vote } = form.data;
    const request = feedRequestOf(form.data.return);
    const { visitor } = admitted;
    const outcome = await castVote({ client, item, vote, visitor, eventId: ids(), now: clock() });
    if (outcome.kind === 'refused') return await refuse(outcome, feedPath(request));
    const voted = visitors.votedItems(c);
    visitors.remember(c, visitor, vote === 'up' ? voted.with(item) : voted.without(item));
    if (wantsJson(c)) return c.json({ item, voted: vote === 'up', upvotes: outcome.upvotes });
    const target = { ...withoutTokens(request), cursor: request.cursor, after: outcome.after };
    return c.redirect(`${feedPath(target)}#${encodeURIComponent(paperAnchor(item))}`, 303);
  };
};

type Refusal = {
  readonly status: 400 | 403 | 404 | 429 | 503;
  readonly sentence: string;
  readonly retryAfterSeconds?: number;
};

const CROSS_SITE: Refusal = {
  status: 403,
  sentence: 'Your vote was not counted: it came from another site. Vote on the page itself.',
};
const READ_ONLY: Refusal = { status: 403, sentence: 'This page only shows votes; it takes none.' };
const NOT_A_VOTE: Refusal = {
  status: 400,
  sentence: 'Your vote was not counted: the request was not one of our forms.',
};
const tooMany = (waitMs: number): Refusal => ({
  status: 429,
  sentence:
    'Your vote was not counted: that were many votes in a minute. Take a breath, then go on.',
  retryAfterSeconds: Math.ceil(waitMs / 1_000),
});

const answerRefusal = async (
  c: Context,
  { status, sentence, retryAfterSeconds }: Refusal,
  back: string,
  assets: AssetPaths,
): Promise<Response> => {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  if (wantsJson(c)) throw createProblem({ status, detail: sentence, headers });
  const link = { href: back, words: 'Back to the papers' };
  return await c.html(noticePage({ assets, title: 'Vote not counted', sentence, link }), status);
};

/** What was sent as a form; nothing where it cannot be read as the form it is said to be. */
const formOf = async (c: Context): Promise<unknown> => {
  try {
    return await c.req.parseBody();
  } catch (error) {
    if (error instanceof TypeError) return {};
    throw error;
  }
};

const wantsJson = (c: Context): boolean => c.req.header('Accept')?.includes('json') ?? false;

/** The peer of the connection; one and the same for all where the server does not tell it. */
const addressOf = (c: Context): string => {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return env?.incoming?.socket?.remoteAddress ?? 'unknown';
};
