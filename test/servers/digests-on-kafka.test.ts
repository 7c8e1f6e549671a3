import { createMemoryAddressBook, parseAddressKeys, readAddress } from '@emberlog/address-book';
import type { TrendingReply } from '@emberlog/api';
import { createDigest, openJournal, type Digest } from '@emberlog/digest';
import { SUBSCRIPTION_TOPICS, type SubscriptionTopic } from '@emberlog/event-log';
import { openKafkaLog, type KafkaLog } from '@emberlog/event-log/kafka';
import { encodeSubscriberEvent, type SubscriberEvent } from '@emberlog/events';
import type { MailTransport } from '@emberlog/mailing';
import { createSmtpTransport } from '@emberlog/mailing/smtp';
import { createKeyring, createLogger, createSealer } from '@emberlog/service-kit';
import { createLinks } from '@emberlog/subscriptions';
import { findKafka, notRunHere, waitUntil, type RunningKafka } from '@emberlog/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMailServer, type MailServer } from './mail-server.ts';

const kafka = await findKafka();
const isHere =
  kafka.missing === null ||
  notRunHere(`The tests of digests on Kafka do not run: ${kafka.missing}.`);

const MINUTE = 60_000;
/** When the digest of the day before is due to everybody. */
const MORNING = Date.UTC(2025, 11, 10, 8);
const READERS = 60;
/** Mails that one process has under way at once, and so the most that a crash leaves in doubt. */
const CONCURRENCY = 4;
const SECRET = new Uint8Array(32).fill(7);

const list: TrendingReply = {
  items: [
    {
      ...{ rank: 1, id: 'paper', title: 'A paper', url: null, organization: null, authorCount: 3 },
      ...{ publishedAt: null, listedAt: '2025-12-09T00:00:00.000Z', listedOn: '2025-12-09' },
      ...{ upvotes: 3, views: 5, comments: null, score: 1, movement: null },
    },
  ],
  algorithm: { name: 'digest', version: 1, params: {} },
  ...{ as_of: '2025-12-09T23:59:59.999Z', position: 'sealed', next_cursor: null },
  freshness: { data_as_of: '2025-12-10T07:59:00.000Z', lag_seconds: 0 },
};

type Running = {
  readonly digest: Digest;
  readonly log: KafkaLog<SubscriptionTopic>;
  readonly transport: MailTransport;
};

describe.runIf(isHere)('two digest services on one topic', () => {
  const logger = createLogger({ name: 'digest', level: 'silent' });
  const topicPrefix = `${randomUUID()}.`;
  const addressKeys = parseAddressKeys(`2026:${'5a'.repeat(32)}`);
  if (!addressKeys.ok) throw new Error(addressKeys.message);
  const book = createMemoryAddressBook({ secret: SECRET, keys: addressKeys.keys });
  const addresses = new Map<string, string>();
  let now = MORNING - 60 * MINUTE;
  let broker: RunningKafka;
  let mail: MailServer;
  const running: Running[] = [];

  const openLog = async (): Promise<KafkaLog<SubscriptionTopic>> =>
    await openKafkaLog({
      ...{ brokers: broker.brokers.split(','), partitions: 4, topicPrefix },
      topics: SUBSCRIPTION_TOPICS,
    });

  const start = async (name: string): Promise<Running> => {
    const log = await openLog();
    const transport = createSmtpTransport({
      ...{ name, connections: CONCURRENCY, perSecond: 1_000 },
      server: { host: '127.0.0.1', port: mail.port, tls: 'off', auth: null },
    });
    const digest = await createDigest({
      ...{ log, book, transport, logger, isKept: false, trustedProxies: 0 },
      ranking: { trending: async () => await Promise.resolve(list) },
      from: { name: 'Papers', address: 'digest@papers.example' },
      site: { name: 'Papers', url: 'https://papers.example' },
      links: createLinks(createSealer({ secret: SECRET, purpose: 'links' })),
      messageIds: { key: SECRET, domain: 'papers.example' },
      keyring: createKeyring([], {}),
      clock: () => now,
      ...{ concurrency: CONCURRENCY, everyMs: 100 },
    });
    running.push({ digest, log, transport });
    return { digest, log, transport };
  };

  /** What the log says in the end, read from its beginning. */
  const outcomes = async (): Promise<ReadonlyMap<string, string>> => {
    const log = await openLog();
    const journal = await openJournal({ log, logger });
    const found = new Map<string, string>();
    for (const [subscriber, address] of addresses)
      found.set(address, journal.of(subscriber).digests.daily?.outcome ?? 'nothing');
    await journal.close();
    await log.close();
    return found;
  };

  beforeAll(async () => {
    broker = await kafka.start();
    mail = await startMailServer('first', CONCURRENCY);
    const log = await openLog();
    const settings = {
      ...{ cadence: 'daily' as const, hour: 8, weekday: null, timeZone: 'UTC' },
      ...{ organizations: [], tags: [] },
    };
    for (let n = 0; n < READERS; n += 1) {
      const read = readAddress(`reader-${n}@papers.example`);
      if (!read.ok) throw new Error(read.code);
      const { subscriber } = await book.enter(read.address);
      addresses.set(subscriber, `reader-${n}@papers.example`);
    }
    const eventsOf = (subject: string): SubscriberEvent[] => [
      { id: `r-${subject}`, subject, time: now, type: 'subscriber.requested', data: { settings } },
      {
        ...{ id: `c-${subject}`, subject, time: now, type: 'subscriber.confirmed' },
        data: { request: `r-${subject}` },
      },
    ];
    await log.append(
      [...addresses.keys()].flatMap(eventsOf).map((event) => ({
        topic: 'emberlog.subscriptions' as const,
        key: event.subject,
        value: encodeSubscriberEvent(event),
      })),
    );
    await log.close();
  }, 120_000);

  afterAll(async () => {
    await mail.close();
    for (const { digest, log, transport } of running) {
      transport.close();
      await digest.close();
      await log.close();
    }
    await broker.stop();
  });

  // Seen to fail when a process mails without looking whether another began that mail before it, and when
  // nobody records what was left.
  test('one is cut off amid its mails, and nobody gets two or is left without a record', async () => {
    now = MORNING;
    const first = await start('first');
    const second = await start('second');
    first.digest.start();
    await waitUntil(() => mail.takenFrom('first') > 0, { what: 'the first to be at its mails' });
    second.digest.start();
    await waitUntil(() => mail.unanswered() === CONCURRENCY, {
      timeoutMs: 20_000,
      what: 'every mail of the first to be at the server, and none of them answered',
    });
    // From here on it reaches nothing and hears nothing: all that a kill leaves of it.
    first.transport.close();
    await first.log.close();

    const settled = async (wanted: readonly string[]) =>
      await waitUntil(
        async () => {
          const found = await outcomes();
          return [...found.values()].every((outcome) => wanted.includes(outcome)) ? found : null;
        },
        { timeoutMs: 20_000, what: `only ${wanted.join()} in the log` },
      );
    const before = await settled(['sent', 'begun']);
    expect([...before.values()].filter((outcome) => outcome === 'begun')).toHaveLength(CONCURRENCY);
    now += 15 * MINUTE;
    const after = await settled(['sent', 'unknown']);

    // Of those in doubt each was begun once, and never again by the other.
    const inDoubt = [...before].filter(([, outcome]) => outcome === 'begun').map(([who]) => who);
    expect(inDoubt.map((who) => after.get(who))).toEqual(inDoubt.map(() => 'unknown'));
    expect(after.size).toBe(READERS);
    expect([...mail.taken].filter(([, count]) => count !== 1)).toEqual([]);
    expect([...mail.taken.keys()].toSorted()).toEqual([...after.keys()].toSorted());
    expect(mail.takenFrom('second')).toBe(READERS - mail.takenFrom('first'));
    expect(mail.takenFrom('second')).toBeGreaterThan(CONCURRENCY);
  });
});
