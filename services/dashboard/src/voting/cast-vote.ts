import type { IngestReply } from '@emberlog/api';
import { type CallOptions, type Client, EmberlogError, type WireEvent } from '@emberlog/client';

type Vote = 'up' | 'retract';

/** `upvotes` is null when the vote is durable but the new count could not be read in time. */
export type VoteOutcome =
  | { readonly kind: 'counted'; readonly after: string; readonly upvotes: number | null }
  | { readonly kind: 'refused'; readonly status: 404 | 503; readonly sentence: string };

export type CastVoteOptions = {
  readonly client: Pick<Client, 'item' | 'sendEvents'>;
  readonly item: string;
  readonly vote: Vote;
  readonly visitor: string;
  readonly eventId: string;
  /** ms since 1970. */
  readonly now: number;
};

const TIMEOUT_MS = 5_000;
const patience = (attempts: number): CallOptions => ({
  attempts,
  signal: AbortSignal.timeout(TIMEOUT_MS),
});

/** Sends one vote and reads the count that includes it. Throws only for bugs. */
export const castVote = async (options: CastVoteOptions): Promise<VoteOutcome> => {
  const { client, item } = options;
  const unknown = await refusalOf(async () => await client.item(item, {}, patience(1)));
  if (unknown !== null) return unknown;
  let reply: IngestReply | undefined;
  const refused = await refusalOf(async () => {
    reply = await client.sendEvents([eventOf(options)], patience(2));
  });
  if (refused !== null) return refused;
  // Accepted means durable; anything else may not be shown as counted.
  if (reply?.results[0]?.status !== 'accepted') return NOT_COUNTED;
  const after = reply.position;
  return { kind: 'counted', after, upvotes: await countAfter(client, item, after) };
};

const eventOf = ({ item, vote, visitor, eventId, now }: CastVoteOptions): WireEvent => ({
  id: eventId,
  type: vote === 'up' ? 'item.upvoted' : 'item.upvote_retracted',
  subject: item,
  time: new Date(now).toISOString(),
  data: { actor: `visitor:${visitor}` },
});

const NOT_COUNTED = {
  kind: 'refused',
  status: 503,
  sentence: 'Your vote was not counted: the service does not answer. Try again in a moment.',
} as const;

/** An id that is no item must not reach the log: votes of strangers are kept for ever. */
const NO_SUCH_PAPER = {
  kind: 'refused',
  status: 404,
  sentence: 'Your vote was not counted: there is no such paper any more.',
} as const;

const refusalOf = async (call: () => Promise<unknown>): Promise<VoteOutcome | null> => {
  try {
    await call();
    return null;
  } catch (error) {
    if (!isOfService(error)) throw error;
    const status = error instanceof EmberlogError ? error.status : null;
    return status === 404 || status === 400 ? NO_SUCH_PAPER : NOT_COUNTED;
  }
};

const countAfter = async (
  client: Pick<Client, 'item'>,
  item: string,
  after: string,
): Promise<number | null> => {
  try {
    return (await client.item(item, { after }, patience(1))).upvotes;
  } catch (error) {
    if (!isOfService(error)) throw error;
    return null;
  }
};

const isOfService = (error: unknown): boolean =>
  error instanceof EmberlogError ||
  (error instanceof DOMException && error.name === 'TimeoutError');
