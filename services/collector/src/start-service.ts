import { POSITION_PURPOSE } from '@emberlog/api';
import {
  openKafka,
  openKeysFile,
  serveHttp,
  type RunningService,
  type ServiceContext,
} from '@emberlog/composition';
import { EVENT_TYPES } from '@emberlog/events';
import { createCollectorInstruments, createLogInstruments } from '@emberlog/metrics';
import { createHealth, createPseudonymiser, createSealer } from '@emberlog/service-kit';
import type { z } from 'zod';
import { createCollector } from './collector.ts';
import type { collectorConfig } from './config.ts';
import { ACTOR_PURPOSE } from './actor-purpose.ts';

/** The collector as a process of its own: on Kafka, with keys from a file of hashes. */
export const startService = async (
  context: ServiceContext<z.output<typeof collectorConfig>>,
): Promise<RunningService> => {
  const { config, logger, metrics, tracer, clock, onStop, notice } = context;
  const { secret, kafka, keysFile } = config;
  const { keyring } = await openKeysFile({ path: keysFile, logger, onStop });
  const { log, trouble } = await openKafka({
    kafka,
    logger,
    onTrouble: (reason) => notice(reason ?? 'events are accepted again'),
    instruments: createLogInstruments(metrics),
    tracer,
  });
  onStop('event log', log.close);
  const collector = await createCollector({
    log,
    keyring,
    sealer: createSealer({ secret, purpose: POSITION_PURPOSE }),
    pseudonymise: createPseudonymiser({ secret, purpose: ACTOR_PURPOSE }),
    clock,
    logger,
    limits: { viewRetention: config.viewRetentionMs },
    instruments: createCollectorInstruments(metrics, EVENT_TYPES),
  });
  const health = createHealth();
  health.register('kafka', trouble);
  const { routes } = collector;
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
