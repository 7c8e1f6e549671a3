import { createClient } from '@emberlog/client';
import {
  openKafka,
  openKeysFile,
  serveHttp,
  type RunningService,
  type ServiceContext,
} from '@emberlog/composition';
import { SUBSCRIPTION_TOPICS } from '@emberlog/event-log';
import { createLogInstruments } from '@emberlog/metrics';
import { createHealth } from '@emberlog/service-kit';
import type { z } from 'zod';
import type { digestConfig } from './config.ts';
import { openDigest } from './open-digest.ts';

/** Half of what all steps of a stop are given. */
const LONGEST_END_MS = 4_000;

/**
 * The digest service as a process of its own. Any number of them may send: the log decides whose each mail
 * is. They share the directory of addresses, and so a machine.
 */
export const startService = async (
  context: ServiceContext<z.output<typeof digestConfig>>,
): Promise<RunningService> => {
  const { config, logger, metrics, tracer, clock, onStop, notice } = context;
  const { secret, kafka, keysFile, dataDir, mail, queryUrl, apiKey } = config;
  const { keyring } = await openKeysFile({ path: keysFile, logger, onStop });
  const { log, trouble } = await openKafka({
    kafka: { ...kafka, topics: SUBSCRIPTION_TOPICS },
    logger,
    onTrouble: (reason) => notice(reason ?? 'subscriptions are accepted again'),
    // Where the log ends is not told: it would tell who signed up.
    instruments: { ...createLogInstruments(metrics), watchEnds: () => undefined },
    tracer,
  });
  onStop('log of subscriptions', log.close);
  const { digest } = await openDigest({
    ...{ log, clock, logger, keyring, secret, mail, metrics, onStop },
    ...{ addressKeys: config.addressKeys, dataDir, trustedProxies: config.trustedProxies },
    ranking: createClient({ baseUrl: queryUrl, ...(apiKey === null ? {} : { apiKey }) }),
    site: { name: config.siteName, url: config.publicUrl.replace(/\/+$/, '') },
    longestEndMs: LONGEST_END_MS,
  });
  const health = createHealth();
  health.register('kafka', trouble);
  health.register('digests', digest.trouble);
  const { routes } = digest;
  const url = await serveHttp({
    config,
    logger,
    health,
    metrics,
    tracer,
    routes: [routes],
    onStop,
  });
  digest.start();
  return { url, failed: digest.done };
};
