import type { AddressBook } from '@emberlog/address-book';
import type { MessageIdOptions } from '@emberlog/mailing';
import type { Keyring, Logger } from '@emberlog/service-kit';
import type { Links } from '@emberlog/subscriptions';
import type { Journal } from '../journal/journal.ts';
import type { SignUpLimits } from '../limits/sign-up-limits.ts';

export type SubscriptionRouteDeps = {
  readonly journal: Journal;
  readonly book: AddressBook;
  /** Opens the tokens of mails. */
  readonly links: Links;
  /** Knows the scopes `write` (bounces) and `admin` (erasing by address). */
  readonly keyring: Keyring;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Ids of events, UUIDv7: of two requests at one instant the later has the greater id. */
  readonly ids: () => string;
  readonly logger: Logger;
  /** Where readers reach the site; its path is in front of those of the pages. */
  readonly publicUrl: string;
  /** As the pages call the site, e.g. `Daily Papers`. */
  readonly siteName: string;
  /** What the Message-IDs of digests were made with. */
  readonly messageIds: MessageIdOptions;
  /** How many proxies in front may be believed about `X-Forwarded-For`; 0: none stands in front. */
  readonly trustedProxies: number;
  /** @default {@link DEFAULT_SIGN_UP_LIMITS} */
  readonly limits?: Partial<SignUpLimits>;
  /** Resolves after that many ms. */
  readonly wait: (ms: number) => Promise<void>;
  /** Monotonic, ms. @default performance.now */
  readonly now?: () => number;
};
