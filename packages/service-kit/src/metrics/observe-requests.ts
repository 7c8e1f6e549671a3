import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { HttpEnv } from '../http-env.ts';
import type { MetricDefinition } from './definition.ts';
import type { Observe } from './metrics.ts';

type RequestLabels = MetricDefinition<'method' | 'route' | 'status'>;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Observes how long replies took, in seconds, until their head was made: by the pattern of the route
 * (`none` where there is none), never by a path, and by the class of the status (`2xx`). For the
 * option `observe` of `createHttpApp`.
 */
export const observeRequests =
  (
    observe: Observe<RequestLabels>,
    now: () => number = () => performance.now(),
  ): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const begun = now();
    await next();
    const { method } = c.req;
    observe(
      {
        method: METHODS.has(method) ? method : 'other',
        route: patternOf(c),
        status: `${Math.floor(c.res.status / 100)}xx`,
      },
      (now() - begun) / 1_000,
    );
  };

/** Guards and the like match too; the route is what was registered for a method. */
const patternOf = (c: Context<HttpEnv>): string =>
  matchedRoutes(c).findLast(({ method }) => method !== 'ALL')?.path ?? 'none';
