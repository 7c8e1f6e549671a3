import { requestPattern, type HttpEnv } from '@emberlog/service-kit';
import type { MiddlewareHandler } from 'hono';
import type { Tracer } from './tracer.ts';

const LEAST_FAILURE = 500;

/** Makes every request a span, named by its method and the pattern of its route. */
export const traceRequests =
  (tracer: Tracer): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const answers = c.req.header('traceparent') ?? null;
    await tracer.span('request', { answers }, async (span) => {
      await next();
      const { method, route } = requestPattern(c);
      const { status } = c.res;
      span.rename(`${method} ${route}`);
      span.set({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      });
      if (status >= LEAST_FAILURE) span.fail();
    });
  };
