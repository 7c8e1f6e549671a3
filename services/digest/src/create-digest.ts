import { setTimeout as pause } from 'node:timers/promises';
import type { AddressBook, AddressListing, KeyRotation } from '@emberlog/address-book';
import type { Client } from '@emberlog/client';
import type { EventLog, SubscriptionTopic } from '@emberlog/event-log';
import type { SubscriberEvent } from '@emberlog/events';
import type { MailTransport, MessageIdOptions } from '@emberlog/mailing';
import type { DigestInstruments } from '@emberlog/metrics';
import type { HttpEnv, Keyring, Logger } from '@emberlog/service-kit';
import { CONFIRM_LASTS_MS, type Links } from '@emberlog/subscriptions';
import { Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import { createArchiveRoutes } from './archive/archive-routes.ts';
import { createIssueItems } from './issues/create-issue-items.ts';
import { createIssuer } from './issues/create-issuer.ts';
import { openJournal } from './journal/open-journal.ts';
import type { SignUpLimits } from './limits/sign-up-limits.ts';
import { siteOf } from './pages/layout.tsx';
import { createAddressAdmin } from './routes/address-admin.ts';
import { createSubscriptionRoutes } from './routes/subscription-routes.ts';
import { createConfirmationRound } from './sending/confirmation-round.ts';
import { createSender } from './sending/create-sender.ts';
import { createDigestRound } from './sending/digest-round.ts';
import { createLetters } from './sending/letters.ts';
import { createQuietUntil, isDigestDue } from './sending/quiet-until.ts';
import { runRounds, type Rounds } from './sending/run-rounds.ts';
import { createUpkeepRound } from './sending/upkeep-round.ts';
import type { Site } from './site.ts';

export type DigestDeps = {
  readonly log: EventLog<SubscriptionTopic>;
  readonly book: AddressBook & AddressListing & KeyRotation;
  /** Ids of the address keys in their order, for operators: the first wraps. @default none are told */
  readonly addressKeyIds?: readonly string[];
  readonly ranking: Pick<Client, 'trending'>;
  readonly transport: MailTransport;
  /** Whether the transport keeps mails as files: they then name a subscriber instead of an address. */
  readonly isKept: boolean;
  readonly from: { readonly name: string; readonly address: string };
  readonly site: Site;
  readonly links: Links;
  readonly messageIds: MessageIdOptions;
  /** Knows the scopes `write` (what came back) and `admin` (erasing by address). */
  readonly keyring: Keyring;
  /** How many proxies in front may be believed about `X-Forwarded-For`; 0: none stands in front. */
  readonly trustedProxies: number;
  /** @default {@link DEFAULT_SIGN_UP_LIMITS} */
  readonly limits?: Partial<SignUpLimits>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Ids of events, of two at one instant the later greater. @default UUIDv7 */
  readonly ids?: () => string;
  readonly logger: Logger;
  /** Told of mails, and given whom to ask for readers. @default nobody is */
  readonly instruments?: DigestInstruments;
  /** Mails under way at once: after a crash so many are in doubt. @default 4 */
  readonly concurrency?: number;
  /** How often it looks for what is due, ms. @default 15000 */
  readonly everyMs?: number;
  /** How long another process may be at a mail, ms; 0: there is no other. @default 900000 */
  readonly inDoubtAfterMs?: number;
};

export type Digest = {
  /** `/v1/subscriptions…`, `/v1/digests…`, `/digests…`, to be mounted on an app of `createHttpApp`. */
  readonly routes: Hono<HttpEnv>;
  /** Begins to send. */
  readonly start: () => void;
  /** One round of each kind, for who decides when; not beside `start`. */
  readonly round: () => Promise<void>;
  readonly trouble: () => string | null;
  /** Rejects with what ended the reading of the log; resolves after `close`. */
  readonly done: Promise<void>;
  /** Begins nothing more; resolves when what is under way is over. Leaves log, book and transport open. */
  readonly close: () => Promise<void>;
};

const DEFAULT_EVERY_MS = 15_000;
const DEFAULT_IN_DOUBT_AFTER_MS = 15 * 60_000;

/**
 * Subscriptions by e-mail: reads what the log says of them, and sends what is due. It keeps nothing but
 * the addresses: a start from the log alone gives the same readers and sends nothing twice.
 */
export const createDigest = async (deps: DigestDeps): Promise<Digest> => {
  const { log, book, ranking, transport, clock, ids = uuidv7, logger, instruments } = deps;
  const { concurrency = 4, everyMs = DEFAULT_EVERY_MS } = deps;
  let onRequest = (): void => undefined;
  const onEvent = ({ type }: SubscriberEvent): void => {
    if (type === 'subscriber.requested') onRequest();
  };
  const journal = await openJournal({ log, logger, onEvent });
  const sender = createSender({
    ...{ journal, transport, clock, ids, logger },
    ...(instruments === undefined ? {} : { onMail: instruments.mailed }),
  });
  const upkeep = createUpkeepRound({
    ...{ journal, book, sender, clock, ids, confirmMs: CONFIRM_LASTS_MS },
    inDoubtAfterMs: deps.inDoubtAfterMs ?? DEFAULT_IN_DOUBT_AFTER_MS,
  });
  const letters = createLetters(deps);
  const { forget } = upkeep;
  const mailing = { journal, sender, letters, forget, clock, concurrency, logger };
  const confirmations = createConfirmationRound({ ...mailing, lastsMs: CONFIRM_LASTS_MS });
  const quietUntil = createQuietUntil();
  const digests = createDigestRound({
    ...{ ...mailing, ids, quietUntil },
    issuer: createIssuer({ journal, ranking, clock, ids }),
    items: createIssueItems({ journal, ranking }),
  });
  instruments?.watch(() => {
    const now = clock();
    const counts = { active: 0, due: 0 };
    for (const subscription of journal.all()) {
      if (subscription.active !== null) counts.active += 1;
      if (quietUntil(subscription, now) <= now && isDigestDue(subscription, now)) counts.due += 1;
    }
    return counts;
  });
  await upkeep.finishErasures();

  const { name: siteName, url: publicUrl } = deps.site;
  const routes = new Hono<HttpEnv>();
  const wait = async (ms: number): Promise<void> => await pause(ms);
  routes.route('/', createSubscriptionRoutes({ ...deps, ids, journal, siteName, publicUrl, wait }));
  const { addressKeyIds: keyIds = [], keyring } = deps;
  routes.route('/', createAddressAdmin({ book, keyIds, keyring }));
  routes.route('/', createArchiveRoutes({ journal, site: siteOf(siteName, publicUrl) }));

  let running: readonly Rounds[] = [];
  return {
    routes,
    start: () => {
      const run = (name: string, round: (signal: AbortSignal) => Promise<void>): Rounds =>
        runRounds({ name, round, everyMs, logger });
      const asking = run('confirmations', confirmations);
      running = [run('upkeep', upkeep.round), asking, run('digests', digests)];
      onRequest = asking.wake;
    },
    round: async () => {
      const { signal } = new AbortController();
      await upkeep.round(signal);
      await confirmations(signal);
      await digests(signal);
    },
    trouble: () =>
      running.map(({ trouble }) => trouble()).find((trouble) => trouble !== null) ?? null,
    done: journal.done,
    close: async () => {
      await Promise.all(running.map(async ({ close }) => await close()));
      await journal.close();
    },
  };
};
