import { createHttpObserver } from '@emberlog/metrics';
import type { HttpEnv, Metrics } from '@emberlog/service-kit';
import { traceRequests, type Tracer } from '@emberlog/tracing';
import type { MiddlewareHandler } from 'hono';

/** What `createHttpApp` observes its requests with. */
export const createHttpObservers = (
  metrics: Metrics,
  tracer: Tracer | undefined,
): readonly MiddlewareHandler<HttpEnv>[] => [
  ...(tracer === undefined ? [] : [traceRequests(tracer)]),
  createHttpObserver(metrics),
];
