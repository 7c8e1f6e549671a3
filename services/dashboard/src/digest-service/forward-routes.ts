import { createProblem, incomingOf, type HttpEnv } from '@emberlog/service-kit';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { proxy } from 'hono/proxy';
import { pageHeaders } from '../page-headers.ts';
import type { AssetPaths } from '../pages/layout.tsx';
import { noticePage } from '../pages/notice-page.tsx';
import { handedOnHeaders } from './handed-on-headers.ts';

export type ForwardRoutesOptions = {
  /** Address of the digest service. */
  readonly digestUrl: string;
  readonly assets: AssetPaths;
  /** A reply that is not there by then is given up, in ms. @default 15000 */
  readonly timeoutMs?: number;
};

const ROOTS = ['/v1/subscriptions', '/v1/digests', '/digests'] as const;
const BODY_BYTES = 64 * 1024;
const RETRY_SECONDS = 5;

/** Hands what belongs to the digest service on to it: for readers it is all one address. */
export const forwardRoutes = (options: ForwardRoutesOptions): Hono<HttpEnv> => {
  const { digestUrl, assets, timeoutMs = 15_000 } = options;
  const base = digestUrl.replace(/\/+$/, '');
  const routes = new Hono<HttpEnv>();
  const limit = bodyLimit({
    maxSize: BODY_BYTES,
    onError: () => {
      throw createProblem({ status: 413, detail: `the body must be at most ${BODY_BYTES} bytes` });
    },
  });

  const forward = async (c: Context<HttpEnv, string>): Promise<Response> => {
    // As it was matched: the server has followed every `..` by then.
    const { pathname, search } = new URL(c.req.url);
    const hasBody = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    const body = hasBody ? await c.req.arrayBuffer() : null;
    try {
      return await proxy(`${base}${pathname}${search}`, {
        method: c.req.method,
        headers: handedOnHeaders(c.req.raw.headers, incomingOf(c.env)?.socket.remoteAddress),
        body,
        redirect: 'manual',
        signal: AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (cause) {
      return await notAnswering(c, cause, assets);
    }
  };
  for (const root of ROOTS) {
    routes.all(root, limit, forward);
    routes.all(`${root}/*`, limit, forward);
  }
  return routes;
};

/** A page for who reads pages: forms are sent here without a script as well. */
const notAnswering = async (
  c: Context<HttpEnv, string>,
  cause: unknown,
  assets: AssetPaths,
): Promise<Response> => {
  const headers = { 'Retry-After': String(RETRY_SECONDS) };
  if (c.req.header('Accept')?.includes('text/html') !== true)
    throw createProblem({
      ...{ status: 503, detail: 'the digest service cannot be reached; try again', headers, cause },
    });
  const page = noticePage({
    assets,
    title: 'Digests are not available right now',
    sentence: 'The service for digests does not answer. Try again in a minute; twice does no harm.',
    link: { href: '/', words: 'Back to the papers' },
  });
  await pageHeaders(c, async () => {
    c.res = await c.html(page, 503, headers);
  });
  return c.res;
};
