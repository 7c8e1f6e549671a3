import { ProblemError, type HttpEnv } from '@emberlog/service-kit';
import type { MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Site } from '../pages/layout.tsx';
import { problemPage } from '../pages/problem-page.tsx';
import { wantsPage } from './wants-page.ts';

const HEADERS = {
  // Tokens stand in addresses: nothing of elsewhere is loaded, and nobody is told where a reader was.
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow',
  'Cache-Control': 'no-store',
} as const;

/** Headers of all replies about subscriptions, problems too, which are pages where a page is wanted. */
export const pageHeaders =
  (site: Site): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    await next();
    const problem = c.error;
    if (problem instanceof ProblemError && wantsPage(c)) {
      c.res = await c.html(problemPage(site, problem), problem.status as ContentfulStatusCode);
    }
    for (const [name, value] of Object.entries(HEADERS))
      if (!c.res.headers.has(name)) c.header(name, value);
  };
