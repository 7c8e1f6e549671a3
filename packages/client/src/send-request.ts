import type { Problem } from '@emberlog/api';
import { EmberlogError } from './emberlog-error.ts';

/** The part of `fetch` the client needs; the `request` of a Hono application fits as well. */
export type Fetch = (url: string, init: RequestInit) => Response | Promise<Response>;

const RETRYABLE = [408, 429, 503];

/** One request, no second attempt. The JSON of a 2xx, or an EmberlogError for anything else. */
export const sendRequest = async (
  fetch: Fetch,
  url: string,
  init: RequestInit,
): Promise<unknown> => {
  const { response, content } = await exchange(
    fetch,
    url,
    init,
    async (reply) => await reply.text(),
  );
  const body = parsed(content);
  if (response.ok && body !== undefined) return body;
  throw refusal(url, init, response, body);
};

/** One request, no second attempt. The bytes of a 2xx as they come, or an EmberlogError. */
export const requestBytes = async (
  fetch: Fetch,
  url: string,
  init: RequestInit,
): Promise<ReadableStream<Uint8Array>> => {
  const { response, content } = await exchange(fetch, url, init, async (reply) =>
    reply.ok && reply.body !== null ? reply.body : await reply.text(),
  );
  if (typeof content !== 'string') return content;
  throw refusal(url, init, response, parsed(content));
};

const refusal = (
  url: string,
  { method = 'GET' }: RequestInit,
  { status, headers }: Response,
  body: unknown,
): EmberlogError => {
  const problem = problemOf(body);
  return new EmberlogError(`${method} ${path(url)}: ${reason(status, problem)}`, {
    status,
    problem,
    retryable: RETRYABLE.includes(status),
    retryAfterMs: retryAfterMs(headers.get('Retry-After')),
  });
};

const exchange = async <T>(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  read: (response: Response) => Promise<T>,
): Promise<{ response: Response; content: T }> => {
  try {
    const response = await fetch(url, init);
    return { response, content: await read(response) };
  } catch (cause) {
    // A caller that gave up wants its own reason back, and no further attempt.
    if (init.signal?.aborted === true) throw cause;
    throw new EmberlogError(`${init.method ?? 'GET'} ${path(url)}: no reply`, {
      status: null,
      problem: null,
      retryable: true,
      retryAfterMs: null,
      cause,
    });
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const problemOf = (body: unknown): Problem | null =>
  typeof body === 'object' && body !== null && 'title' in body && 'status' in body
    ? (body as Problem)
    : null;

const reason = (status: number, problem: Problem | null): string =>
  problem === null ? `${status} with an unreadable body` : `${status} ${problem.detail}`;

/** Without the query string: it holds tokens that make a message unreadable. */
const path = (url: string): string => url.replace(/\?.*$/s, '');

/** Seconds only, as Emberlog sends it; the date form would need a clock. */
const retryAfterMs = (header: string | null): number | null =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
