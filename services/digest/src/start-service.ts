import { setTimeout as pause } from 'node:timers/promises';
import { openLmdbAddressBook } from '@emberlog/address-book';
import { createClient } from '@emberlog/client';
import {
  openKafka,
  openKeysFile,
  serveHttp,
  type RunningService,
  type ServiceContext,
} from '@emberlog/composition';
import { openMailTransport } from '@emberlog/composition/mail';
import { SUBSCRIPTION_TOPICS } from '@emberlog/event-log';
import { createDigestInstruments, createLogInstruments } from '@emberlog/metrics';
import { createHealth, createSealer } from '@emberlog/service-kit';
import { createLinks } from '@emberlog/subscriptions';
import { join } from 'node:path';
import type { z } from 'zod';
import type { digestConfig } from './config.ts';
import { createDigest } from './create-digest.ts';
import { LINK_PURPOSE, messageIdsOf } from './purposes.ts';

/** A mail that a server keeps waiting is in doubt from then on. */
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
  const path = join(dataDir, 'addresses');
  const book = openLmdbAddressBook({ path, secret, keys: config.addressKeys });
  onStop('address book', async () => await book.close());
  const transport = await openMailTransport(mail, { directory: join(dataDir, 'mail') });
  onStop('mail', transport.close);
  const digest = await createDigest({
    ...{ log, book, transport, clock, logger, keyring },
    ranking: createClient({ baseUrl: queryUrl, ...(apiKey === null ? {} : { apiKey }) }),
    addressKeyIds: config.addressKeys.map(({ id }) => id),
    isKept: mail.server === null,
    from: mail.from,
    site: { name: config.siteName, url: config.publicUrl.replace(/\/+$/, '') },
    links: createLinks(createSealer({ secret, purpose: LINK_PURPOSE })),
    messageIds: messageIdsOf(secret, mail.from.address),
    trustedProxies: config.trustedProxies,
    instruments: createDigestInstruments(metrics),
    concurrency: mail.connections,
  });
  onStop('digests', async () => {
    await Promise.race([digest.close(), pause(LONGEST_END_MS, undefined, { ref: false })]);
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
