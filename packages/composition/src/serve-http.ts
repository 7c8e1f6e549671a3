import { createHttpObserver } from '@emberlog/metrics';
import {
  createHttpApp,
  listen,
  type Health,
  type HttpEnv,
  type Lifecycle,
  type Logger,
  type Metrics,
} from '@emberlog/service-kit';
import type { Hono } from 'hono';
import { connectionLimit, openFilesLimit } from './open-files.ts';

export type ServeOptions = {
  readonly config: { readonly host: string; readonly port: number };
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Beside those of the health and the metrics. */
  readonly routes: readonly Hono<HttpEnv>[];
  readonly onStop: Lifecycle['onStop'];
};

/** Listens with the routes of a service; resolves with its address. */
export const serveHttp = async (options: ServeOptions): Promise<string> => {
  const { config, logger, health, metrics, routes, onStop } = options;
  const app = createHttpApp({ logger, observe: createHttpObserver(metrics) });
  for (const each of [health.routes, metrics.routes, ...routes]) app.route('/', each);
  const limits = { maxConnections: connectionLimit(await openFilesLimit()) };
  const { host, port } = config;
  const listening = await listen(app, { host, port, logger, limits });
  onStop('http', listening.close);
  return listening.url;
};
