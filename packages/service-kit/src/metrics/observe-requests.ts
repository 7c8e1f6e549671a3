import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../http-env.ts';
import { requestPattern } from '../request-pattern.ts';
import type { MetricDefinition } from './definition.ts';
import type { Observe } from './metrics.ts';

type RequestLabels = MetricDefinition<'method' | 'route' | 'status'>;

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
    const status = `${Math.floor(c.res.status / 100)}xx`;
    observe({ ...requestPattern(c), status }, (now() - begun) / 1_000);
  };
