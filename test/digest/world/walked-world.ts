import { createMemoryAddressBook, type AddressBook } from '@emberlog/address-book';
import { createDigest, type Digest, type DigestDeps } from '@emberlog/digest';
import {
  createMemoryLog,
  SUBSCRIPTION_TOPICS,
  type EventLog,
  type SubscriptionTopic,
} from '@emberlog/event-log';
import type { DigestSettings, SubscriberEvent } from '@emberlog/events';
import type { MailTransport } from '@emberlog/mailing';
import { createLogger } from '@emberlog/service-kit';
import { foldSubscriptions, type Subscription } from '@emberlog/subscriptions';
import { recordOf } from '../kills/fill-world.ts';
import { readEvents } from '../kills/read-events.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import { bookOptions, openTransport, usualParts } from './open-parts.ts';
import { enter, eventsOf, type Fate } from './readers.ts';

/** A mail as it came to the server. */
type Arrival = { readonly address: string; readonly at: number; readonly text: string };

export type WalkedWorld = {
  readonly log: EventLog<SubscriptionTopic>;
  readonly book: AddressBook;
  readonly server: MailServer;
  readonly arrivals: readonly Arrival[];
  readonly now: () => number;
  /** Who confirms at this very instant to get digests; the subscriber. */
  readonly subscribe: (address: string, settings?: Partial<DigestSettings>) => Promise<string>;
  /** Says more in the log. */
  readonly tell: (...events: readonly Said[]) => Promise<void>;
  /** Moves the clock on, by steps with a round at the end of each, to an instant. */
  readonly walkTo: (instant: number, stepMs?: number) => Promise<void>;
  readonly round: () => Promise<void>;
  /** Ends the service and starts another on the same log. */
  readonly restart: () => Promise<void>;
  readonly events: () => Promise<readonly SubscriberEvent[]>;
  readonly of: (subscriber: string) => Promise<Subscription | undefined>;
  readonly close: () => Promise<void>;
};

type Said = SubscriberEvent extends infer E
  ? E extends SubscriberEvent
    ? Omit<E, 'id' | 'time'>
    : never
  : never;

export type WalkedWorldOptions = {
  /** Where the clock stands, ms UTC. */
  readonly from: number;
  readonly fateFor?: (address: string) => Fate;
  readonly parts?: Partial<Pick<DigestDeps, 'ranking'>>;
  /** What stands between the service and its log, or its transport. */
  readonly logOf?: (log: EventLog<SubscriptionTopic>) => EventLog<SubscriptionTopic>;
  readonly transportOf?: (transport: MailTransport) => MailTransport;
};

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const USUAL: DigestSettings = {
  ...{ cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC', organizations: [], tags: [] },
};

const asItIs = <T>(given: T): T => given;

/** A service on a log in memory and a real SMTP server, whose clock goes where a test walks it. */
export const openWalkedWorld = async (options: WalkedWorldOptions): Promise<WalkedWorld> => {
  const { from, fateFor = () => 'taken', logOf = asItIs } = options;
  const { transportOf = asItIs } = options;
  let at = from;
  let told = 0;
  const now = (): number => at;
  const arrivals: Arrival[] = [];
  const server = await startMailServer(fateFor, (address, raw) => {
    arrivals.push({ address, at, text: raw.toString('latin1') });
  });
  const topics = SUBSCRIPTION_TOPICS;
  const log = createMemoryLog({ topics, partitions: 2, clock: now });
  const book = createMemoryAddressBook(bookOptions());
  const own = openTransport(server.port, 2);
  const open = async (): Promise<Digest> =>
    await createDigest({
      ...{ ...usualParts(), ...options.parts, log: logOf(log), book, clock: now },
      ...{ transport: transportOf(own), concurrency: 2, inDoubtAfterMs: 0 },
      logger: createLogger({ name: 'digest', level: 'silent' }),
    });
  let digest = await open();
  let isBehind = false;
  const restart = async (): Promise<void> => {
    await digest.close();
    digest = await open();
    isBehind = false;
  };
  const round = async (): Promise<void> => {
    // A service that starts knows all there is; one that follows hears of it a moment later.
    if (isBehind) await restart();
    await digest.round();
  };
  const append = async (events: readonly SubscriberEvent[]): Promise<void> => {
    await log.append(events.map(recordOf));
    isBehind = true;
  };

  return {
    ...{ log, book, server, arrivals, now },
    subscribe: async (address, settings = {}) => {
      const subscriber = await enter(book, address);
      told += 1;
      const reader = { n: told, isAsked: false, settings: { ...USUAL, ...settings } };
      await append(eventsOf(subscriber, reader, at - 1));
      return subscriber;
    },
    tell: async (...events) => {
      await append(
        events.map((event): SubscriberEvent => {
          told += 1;
          return { ...event, id: `told-${told}`, time: at };
        }),
      );
    },
    walkTo: async (instant, stepMs = 15 * MINUTE) => {
      while (at < instant) {
        at = Math.min(at + stepMs, instant);
        await round();
      }
    },
    ...{ round, restart },
    events: async () => await readEvents(log),
    of: async (subscriber) => foldSubscriptions(await readEvents(log)).get(subscriber),
    close: async () => {
      await digest.close();
      own.close();
      await server.close();
      await log.close();
    },
  };
};
