import {
  createHttpApp,
  listen,
  type Health,
  type HttpEnv,
  type Lifecycle,
  type Logger,
  type Metrics,
} from '@emberlog/service-kit';
import type { Tracer } from '@emberlog/tracing';
import type { Hono } from 'hono';
import { createHttpObservers } from './http-observers.ts';
import { connectionLimit, openFilesLimit } from './open-files.ts';

export type ServeOptions = {
  readonly config: { readonly host: string; readonly port: number };
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly tracer: Tracer | undefined;
  /** Beside those of the health and the metrics. */
  readonly routes: readonly Hono<HttpEnv>[];
  readonly onStop: Lifecycle['onStop'];
};

/** Listens with the routes of a service; resolves with its address. */
export const serveHttp = async (options: ServeOptions): Promise<string> => {
  const { config, logger, health, metrics, tracer, routes, onStop } = options;
  const app = createHttpApp({ logger, observe: createHttpObservers(metrics, tracer) });
  for (const each of [health.routes, metrics.routes, ...routes]) app.route('/', each);
  const limits = { maxConnections: connectionLimit(await openFilesLimit()) };
  const { host, port } = config;
  const listening = await listen(app, { host, port, logger, limits });
  onStop('http', listening.close);
  return listening.url;
};
