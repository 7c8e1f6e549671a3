import { setTimeout as pause } from 'node:timers/promises';
import { openLmdbAddressBook } from '@emberlog/address-book';
import { openMailTransport } from '@emberlog/composition/mail';
import { createDigest, LINK_PURPOSE, messageIdsOf } from '@emberlog/digest';
import type { Client } from '@emberlog/client';
import { createDigestInstruments } from '@emberlog/metrics';
import { createSealer, type Keyring, type Lifecycle, type Metrics } from '@emberlog/service-kit';
import { createLinks } from '@emberlog/subscriptions';
import { join } from 'node:path';
import type { StandaloneConfig } from './config.ts';
import { openAddressKeys } from './data-directory/address-keys.ts';
import { openSubscriptionLog, type OpenLogOptions } from './open-log.ts';

export type OpenDigestOptions = Omit<OpenLogOptions, 'config'> & {
  readonly config: StandaloneConfig;
  readonly secret: Buffer;
  readonly ranking: Pick<Client, 'trending'>;
  readonly keyring: Keyring;
  readonly metrics: Metrics;
  /** Where readers reach the site, once it is known. */
  readonly siteUrl: () => string;
  readonly onStop: Lifecycle['onStop'];
};

/** A mail that a server keeps waiting is in doubt from then on; the rest of the process is not to wait. */
const LONGEST_END_MS = 1_000;

/** The digest service within this process: its log, its addresses, its way out for mail. */
export const openDigest = async (options: OpenDigestOptions) => {
  const { config, secret, clock, ranking, keyring, metrics, logger, siteUrl, onStop } = options;
  const { dataDir, mail, siteName } = config;
  const keys = await openAddressKeys(dataDir, { given: config.addressKeys, now: clock() });
  const { log, trouble, failed, copyTo } = await openSubscriptionLog({
    ...options,
    // Where it ends is not told: it would tell who signed up.
    instruments: { ...options.instruments, watchEnds: () => undefined },
  });
  onStop('log of subscriptions', log.close);
  const book = openLmdbAddressBook({ path: join(dataDir, 'addresses'), secret, keys });
  onStop('address book', async () => await book.close());
  // A proxy on this machine looks like its owner: where the site is public, kept mails are read as files.
  const isShown = mail.server === null && isOnThisMachine(config.publicUrl);
  const mailDirectory = isShown ? join(dataDir, 'mail') : null;
  const transport = await openMailTransport(mail, { directory: join(dataDir, 'mail') });
  onStop('mail', transport.close);
  const digest = await createDigest({
    ...{ log, book, ranking, transport, clock, logger, keyring },
    addressKeyIds: keys.map(({ id }) => id),
    isKept: mail.server === null,
    from: mail.from,
    site: {
      name: siteName,
      get url() {
        return siteUrl();
      },
    },
    links: createLinks(createSealer({ secret, purpose: LINK_PURPOSE })),
    messageIds: messageIdsOf(secret, mail.from.address),
    trustedProxies: config.trustedProxies,
    instruments: createDigestInstruments(metrics),
    concurrency: mail.connections,
    // On Kafka there may be others; a data directory is one process's.
    ...(config.kafka === null ? { inDoubtAfterMs: 0 } : {}),
  });
  onStop('digests', async () => {
    await Promise.race([digest.close(), pause(LONGEST_END_MS, undefined, { ref: false })]);
  });
  return {
    ...{ trouble, mailDirectory, routes: digest.routes, start: digest.start },
    copySubscriptions: copyTo,
    copyAddressRows: async (directory: string) => await book.copyRowsTo(directory),
    failed: Promise.race([failed, digest.done.then(() => new Promise<never>(() => undefined))]),
  };
};

const isOnThisMachine = (publicUrl: string | null): boolean =>
  publicUrl === null || LOOPBACK.test(new URL(publicUrl).hostname);
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
