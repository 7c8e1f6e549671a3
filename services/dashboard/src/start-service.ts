import { createClient } from '@emberlog/client';
import { serveHttp, type RunningService, type ServiceContext } from '@emberlog/composition';
import { createHealth, createSigner } from '@emberlog/service-kit';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { dashboardConfig } from './config.ts';
import { createDashboard } from './dashboard.ts';
import { VISITOR_PURPOSE } from './visitor-purpose.ts';

const LONGEST_LOOK_MS = 1_000;

/** The pages as a process of their own, which asks the collector and the query service over HTTP. */
export const startService = async (
  context: ServiceContext<z.output<typeof dashboardConfig>>,
): Promise<RunningService> => {
  const { config, logger, metrics, tracer, clock, onStop } = context;
  const { secret, publicUrl, collectorUrl, queryUrl, digestUrl, apiKey } = config;
  const dashboard = createDashboard({
    client: createClient({ baseUrl: queryUrl, ingestUrl: collectorUrl, apiKey }),
    signer: createSigner({ secret, purpose: VISITOR_PURPOSE }),
    clock,
    ids: randomUUID,
    demo: false,
    ...{ subscriptions: digestUrl !== null, digestUrl },
    ...(publicUrl === null ? {} : { publicUrl }),
  });
  const health = createHealth();
  // Not the digest service: without it papers are read and voted on as ever.
  health.register('query', async () => await lookAt(queryUrl));
  health.register('collector', async () => await lookAt(collectorUrl));
  const { routes } = dashboard;
  const url = await serveHttp({
    config,
    logger,
    health,
    metrics,
    tracer,
    routes: [routes],
    onStop,
  });
  return { url };
};

const lookAt = async (baseUrl: string): Promise<string | null> => {
  try {
    const signal = AbortSignal.timeout(LONGEST_LOOK_MS);
    const reply = await fetch(`${baseUrl.replace(/\/+$/, '')}/livez`, { signal });
    return reply.ok ? null : `it answers ${reply.status}`;
  } catch {
    return 'it cannot be reached';
  }
};
