import { createMemoryAddressBook, parseAddressKeys, readAddress } from '@emberlog/address-book';
import type { AddressBook } from '@emberlog/address-book';
import { createMemoryLog, SUBSCRIPTION_TOPICS } from '@emberlog/event-log';
import type { EventLog, SubscriptionTopic } from '@emberlog/event-log';
import { decodeSubscriberEvent, type SubscriberEvent } from '@emberlog/events';
import {
  createHttpApp,
  createKeyring,
  createLogger,
  createSealer,
  hashKey,
} from '@emberlog/service-kit';
import { createLinks } from '@emberlog/subscriptions';
import { openJournal } from '../../journal/open-journal.ts';
import type { SignUpLimits } from '../../limits/sign-up-limits.ts';
import { createSubscriptionRoutes } from '../subscription-routes.ts';

/** A Wednesday, 12:00 UTC. */
export const START = Date.UTC(2025, 11, 10, 12);
export const MINUTE = 60_000;
export const DAY = 86_400_000;
const SECRET = new Uint8Array(32).fill(7);
export const MESSAGE_IDS = { key: new Uint8Array(32).fill(9), domain: 'papers.example' };

const SCOPES = ['write', 'read', 'admin'] as const;
type Scope = (typeof SCOPES)[number];
export const keyOf = (scope: Scope): string => `el_${scope}`;
const keyring = createKeyring<Scope>(
  SCOPES.map((scope) => ({ id: scope, scopes: [scope], sha256: hashKey(keyOf(scope)) })),
  { admin: SCOPES },
);

const addressKeys = () => {
  const result = parseAddressKeys(`2026:${'5a'.repeat(32)}`);
  if (!result.ok) throw new Error(result.message);
  return result.keys;
};

export type StartOptions = {
  readonly limits?: Partial<SignUpLimits>;
  readonly trustedProxies?: number;
  readonly publicUrl?: string;
  readonly book?: (book: AddressBook) => AddressBook;
  readonly log?: (log: EventLog<SubscriptionTopic>) => EventLog<SubscriptionTopic>;
  /** May move the clock by what a step takes. */
  readonly time?: { now: number };
};

/** Limits that no test meets by accident. */
const NO_LIMITS = { perNetwork: 1_000_000, perSecond: 1_000_000, burst: 1_000_000 };

/** The routes on a log and a book in memory, with a clock that moves by hand and by waiting alone. */
export const startRoutes = async (options: StartOptions = {}) => {
  const time = options.time ?? { now: START };
  const clock = (): number => time.now;
  const waits: number[] = [];
  const lines: string[] = [];
  let made = 0;
  /** Requests of which a test took the link already. */
  const seen = new Set<string>();

  const logger = createLogger({
    ...{ name: 'digest', level: 'debug' },
    destination: { write: (line) => lines.push(line) },
  });
  const memoryLog = createMemoryLog({ topics: SUBSCRIPTION_TOPICS, partitions: 3, clock });
  const log = options.log?.(memoryLog) ?? memoryLog;
  const memoryBook = createMemoryAddressBook({ secret: SECRET, keys: addressKeys() });
  const book = options.book?.(memoryBook) ?? memoryBook;
  const journal = await openJournal({ log, logger });
  const links = createLinks(createSealer({ secret: SECRET, purpose: 'links' }));
  const routes = createSubscriptionRoutes({
    ...{ journal, book, links, keyring, clock, logger, messageIds: MESSAGE_IDS },
    ids: () => `event-${String((made += 1)).padStart(8, '0')}`,
    ...{ publicUrl: options.publicUrl ?? 'https://papers.example', siteName: 'Daily Papers' },
    ...{ trustedProxies: options.trustedProxies ?? 0, limits: { ...NO_LIMITS, ...options.limits } },
    wait: async (ms) => {
      waits.push(ms);
      time.now += ms;
      await Promise.resolve();
    },
    now: clock,
  });
  let requests = 0;
  const ids = (): string => `request-${(requests += 1)}`;
  const app = createHttpApp({ logger, ids }).route('/', routes);

  /** Everything in the log, in the order of each subscriber's partition. */
  const events = async (): Promise<readonly SubscriberEvent[]> => {
    const found: SubscriberEvent[] = [];
    for (const { topic, partition, end } of await memoryLog.bounds())
      for (let offset = 0; offset < end; offset += 1) {
        const record = await memoryLog.read({ topic, partition, offset });
        const decoded = decodeSubscriberEvent(record?.value ?? new Uint8Array());
        if (!decoded.ok) throw new Error(decoded.reason);
        found.push(decoded.event);
      }
    return found;
  };

  const subscriberOf = async (email: string): Promise<string> => {
    const read = readAddress(email);
    if (!read.ok) throw new Error(read.code);
    const subscriber = await memoryBook.find(read.address);
    if (subscriber === null) throw new Error('nobody has this address');
    return subscriber;
  };

  return {
    ...{ app, journal, book: memoryBook, links, time, waits, lines, events, subscriberOf, seen },
    close: async () => {
      await journal.close();
      await memoryLog.close();
    },
  };
};

export type Started = Awaited<ReturnType<typeof startRoutes>>;
