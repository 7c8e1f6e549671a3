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
  const { response, text } = await exchange(fetch, url, init);
  const body = parsed(text);
  if (response.ok && body !== undefined) return body;
  const { status } = response;
  const problem = problemOf(body);
  throw new EmberlogError(`${init.method ?? 'GET'} ${path(url)}: ${reason(status, problem)}`, {
    status,
    problem,
    retryable: RETRYABLE.includes(status),
    retryAfterMs: retryAfterMs(response.headers.get('Retry-After')),
  });
};

const exchange = async (
  fetch: Fetch,
  url: string,
  init: RequestInit,
): Promise<{ response: Response; text: string }> => {
  try {
    const response = await fetch(url, init);
    return { response, text: await response.text() };
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
