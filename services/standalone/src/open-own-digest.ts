import type { Client } from '@emberlog/client';
import { openDigest } from '@emberlog/digest';
import type { Keyring, Lifecycle, Metrics } from '@emberlog/service-kit';
import type { StandaloneConfig } from './config.ts';
import { openAddressKeys } from './data-directory/address-keys.ts';
import { openSubscriptionLog, type OpenLogOptions } from './open-log.ts';

export type OwnDigestOptions = Omit<OpenLogOptions, 'config'> & {
  readonly config: StandaloneConfig;
  readonly secret: Buffer;
  readonly ranking: Pick<Client, 'trending'>;
  readonly keyring: Keyring;
  readonly metrics: Metrics;
  /** Where readers reach the site, once it is known. */
  readonly siteUrl: () => string;
  readonly onStop: Lifecycle['onStop'];
};

/** Of the 2.5 s that all steps of a stop have. */
const LONGEST_END_MS = 1_000;

/** The digest service within this process: its log, its addresses, its way out for mail. */
export const openOwnDigest = async (options: OwnDigestOptions) => {
  const { config, secret, clock, ranking, keyring, metrics, logger, siteUrl, onStop } = options;
  const { dataDir, mail, siteName } = config;
  const keys = await openAddressKeys(dataDir, { given: config.addressKeys, now: clock() });
  const { log, trouble, failed, copyTo } = await openSubscriptionLog({
    ...options,
    // Where it ends is not told: it would tell who signed up.
    instruments: { ...options.instruments, watchEnds: () => undefined },
  });
  onStop('log of subscriptions', log.close);
  const { digest, book, mailDirectory } = await openDigest({
    ...{ log, clock, ranking, keyring, secret, mail, metrics, logger, onStop, dataDir },
    ...{ addressKeys: keys, trustedProxies: config.trustedProxies },
    site: {
      name: siteName,
      get url() {
        return siteUrl();
      },
    },
    // On Kafka there may be others; a data directory is one process's.
    ...(config.kafka === null ? { inDoubtAfterMs: 0 } : {}),
    longestEndMs: LONGEST_END_MS,
  });
  return {
    ...{ trouble, routes: digest.routes, start: digest.start },
    // A proxy on this machine looks like its owner: where the site is public, kept mails are read as files.
    mailDirectory: isOnThisMachine(config.publicUrl) ? mailDirectory : null,
    copySubscriptions: copyTo,
    copyAddressRows: async (directory: string) => await book.copyRowsTo(directory),
    failed: Promise.race([failed, digest.done.then(() => new Promise<never>(() => undefined))]),
  };
};

const isOnThisMachine = (publicUrl: string | null): boolean =>
  publicUrl === null || LOOPBACK.test(new URL(publicUrl).hostname);
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
