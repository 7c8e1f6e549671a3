import { setTimeout as pause } from 'node:timers/promises';
import {
  openLmdbAddressBook,
  type AddressKeys,
  type LmdbAddressBook,
} from '@emberlog/address-book';
import { openMailTransport, type MailSettings } from '@emberlog/composition/mail';
import { createDigestInstruments } from '@emberlog/metrics';
import { createSealer, type Lifecycle, type Metrics } from '@emberlog/service-kit';
import { createLinks } from '@emberlog/subscriptions';
import { join } from 'node:path';
import { createDigest, type Digest, type DigestDeps } from './create-digest.ts';
import { LINK_PURPOSE, messageIdsOf } from './purposes.ts';

type Given = Pick<
  DigestDeps,
  'clock' | 'inDoubtAfterMs' | 'keyring' | 'log' | 'logger' | 'ranking' | 'site' | 'trustedProxies'
>;

export type OpenDigestOptions = Given & {
  readonly secret: Uint8Array;
  readonly addressKeys: AddressKeys;
  /** Of the addresses and, where no server for mail is named, of messages. */
  readonly dataDir: string;
  readonly mail: MailSettings;
  readonly metrics: Metrics;
  readonly onStop: Lifecycle['onStop'];
  /**
   * How long a stop waits for mails under way, ms: one that a server keeps waiting is in doubt from then
   * on, and the rest of the process is not to wait for it.
   */
  readonly longestEndMs: number;
};

export type OpenedDigest = {
  readonly digest: Digest;
  readonly book: LmdbAddressBook;
  /** Where messages are kept as files; null where a server takes them. */
  readonly mailDirectory: string | null;
};

/** The digest service of a process on its log: opens the addresses and the way out for mail. */
export const openDigest = async (options: OpenDigestOptions): Promise<OpenedDigest> => {
  const { secret, addressKeys, dataDir, mail, metrics, onStop, longestEndMs, ...given } = options;
  const path = join(dataDir, 'addresses');
  const book = openLmdbAddressBook({ path, secret, keys: addressKeys });
  onStop('address book', async () => await book.close());
  const directory = join(dataDir, 'mail');
  const isKept = mail.server === null;
  const transport = await openMailTransport(mail, { directory });
  onStop('mail', transport.close);
  const digest = await createDigest({
    ...{ ...given, book, transport, isKept },
    addressKeyIds: addressKeys.map(({ id }) => id),
    from: mail.from,
    links: createLinks(createSealer({ secret, purpose: LINK_PURPOSE })),
    messageIds: messageIdsOf(secret, mail.from.address),
    instruments: createDigestInstruments(metrics),
    concurrency: mail.connections,
  });
  onStop('digests', async () => {
    await Promise.race([digest.close(), pause(longestEndMs, undefined, { ref: false })]);
  });
  return { digest, book, mailDirectory: isKept ? directory : null };
};
