import { ProblemError, type HttpEnv } from '@emberlog/service-kit';
import type { Context, Handler } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import type { QueryContext } from '../query-context.ts';
import type { ListRequest } from '../request/list-request.ts';
import { readStreamRequest } from '../request/read-list-request.ts';
import {
  changesOf,
  pinsOfId,
  readState,
  snapshotOf,
  type ListState,
  type StreamEvent,
} from '../stream/list-state.ts';
import type { Entered, ListStreams } from '../stream/list-streams.ts';

/** `GET /v1/trending/stream`: the first places of a ranked list, and how they change. */
export const getTrendingStream =
  (context: QueryContext, streams: ListStreams): Handler<HttpEnv, '/v1/trending/stream'> =>
  async (c) => {
    const { url } = c.req;
    const request = context.requests.get(url, () => readStreamRequest(url, context));
    const entered = streams.enter(request);
    try {
      const current = await entered.current();
      const before = await resumed(context, request, c);
      if (c.req.raw.method === 'HEAD') {
        entered.leave();
        return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
      }
      // Proxies that collect a reply before they pass it on are asked not to.
      c.header('X-Accel-Buffering', 'no');
      return streamSSE(c, async (stream) => {
        try {
          await send(stream, entered, { before, current });
        } finally {
          entered.leave();
        }
      });
    } catch (error) {
      entered.leave();
      throw error;
    }
  };

/** The list as a client that comes back has it; null for one that has none that can be read. */
const resumed = async (
  context: QueryContext,
  request: ListRequest,
  c: Context<HttpEnv>,
): Promise<ListState | null> => {
  const pins = pinsOfId(context, request, c.req.header('Last-Event-ID') ?? '');
  if (pins === null) return null;
  try {
    return await readState(context, request, pins, c.req.raw.signal);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
};

/**
 * Every write waits until the client has taken it. So one that is slow is told next how the list it
 * has becomes the newest, and what lay between is never kept for it.
 */
const send = async (
  stream: SSEStreamingApi,
  { after, heartbeatMs, longestMs, closed }: Entered,
  { before, current }: { readonly before: ListState | null; readonly current: ListState },
): Promise<void> => {
  const left = new AbortController();
  const leave = (): void => left.abort();
  stream.onAbort(leave);
  closed.addEventListener('abort', leave);
  const end = setTimeout(leave, longestMs);
  const isOver = (): boolean => left.signal.aborted || closed.aborted;
  try {
    let held = current;
    await write(stream, before === null ? snapshotOf(current) : changesOf(before, current));
    while (!isOver()) {
      const next = await after(held, heartbeatMs, left.signal);
      if (isOver()) break;
      await write(stream, next === null ? null : changesOf(held, next));
      held = next ?? held;
    }
  } finally {
    closed.removeEventListener('abort', leave);
    clearTimeout(end);
  }
};

/** Nothing new is said too: who hears nothing takes the connection for lost. */
const write = async (stream: SSEStreamingApi, event: StreamEvent | null): Promise<void> => {
  if (event === null) await stream.write(': nothing new\n\n');
  else await stream.writeSSE(event);
};
