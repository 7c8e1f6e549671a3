import type { ListReply, TrendingReply } from '@emberlog/api';
import { type CallOptions, type Client, EmberlogError } from '@emberlog/client';
import type { FeedRequest } from './feed-request.ts';

/** A page of a feed, and the day it belongs to; `list` is null for all days together. */
export type Feed = {
  readonly request: FeedRequest;
  readonly reply: TrendingReply;
  readonly list: ListReply['list'] | null;
};

export type FeedSource = Pick<Client, 'list' | 'trending'>;

export type ReadFeedOptions = {
  readonly client: FeedSource;
  readonly request: FeedRequest;
  /** The present UTC day, YYYY-MM-DD. */
  readonly today: string;
  /** A read that has no reply by then is given up, in ms. @default 15000 */
  readonly timeoutMs?: number;
};

const ROWS = 100;

/**
 * Without a date: the newest day up to today that has papers. A read that cannot include the
 * reader's own vote yet (or no longer knows its token) is answered without it.
 */
export const readFeed = async (options: ReadFeedOptions): Promise<Feed> => {
  try {
    return await read(options);
  } catch (error) {
    const { after, ...request } = options.request;
    if (after === undefined || !(error instanceof EmberlogError)) throw error;
    return await read({ ...options, request });
  }
};

const read = async (options: ReadFeedOptions): Promise<Feed> => {
  const { client, request, today, timeoutMs = 15_000 } = options;
  const call: CallOptions = { attempts: 1, signal: AbortSignal.timeout(timeoutMs) };
  if (request.pathname === '/trending') {
    const params = {
      ...ranking(request),
      ...(request.cursor === undefined ? algorithm(request) : {}),
    };
    return { request, reply: await client.trending(params, call), list: null };
  }
  const params = {
    ...ranking(request),
    ...(request.cursor === undefined ? { sort: request.sort } : {}),
  };
  const reply = await client.list(request.date ?? today, params, call);
  const { previous } = reply.list;
  if (request.date !== undefined || reply.items.length > 0 || previous === null)
    return { request, reply, list: reply.list };
  const newest = await client.list(previous, params, call);
  return { request, reply: newest, list: newest.list };
};

const algorithm = ({ sort }: FeedRequest) =>
  sort === 'top' ? { algorithm: sort, window: 'all' } : { algorithm: sort };

/** A cursor carries the parameters it was made with; only `trending` has an explanation to show. */
const ranking = ({ sort, half_life, cursor, after }: FeedRequest) => ({
  limit: ROWS,
  ...(after === undefined ? {} : { after }),
  ...(cursor === undefined ? {} : { cursor }),
  ...(sort === 'trending' ? { explain: true } : {}),
  ...(sort === 'trending' && half_life !== undefined && cursor === undefined ? { half_life } : {}),
});
