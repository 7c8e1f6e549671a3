import { openLmdbAddressBook, readAddress, type Address } from '@emberlog/address-book';
import { openLmdbLog, SUBSCRIPTION_TOPICS } from '@emberlog/event-log';
import { encodeSubscriberEvent, type DigestSettings, type SubscriberEvent } from '@emberlog/events';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openAddressKeys } from '../data-directory/address-keys.ts';
import { PARTITIONS } from '../open-log.ts';

/** A secret of tests. */
export const SECRET = Buffer.alloc(32, 7);

/** The address book and the log of subscriptions of a data directory that no process uses. */
export const openReaders = async (place: string) => {
  const keys = await openAddressKeys(place, { given: null, now: 0 });
  const book = openLmdbAddressBook({ path: join(place, 'addresses'), secret: SECRET, keys });
  const log = openLmdbLog({
    ...{ path: join(place, 'subscriptions'), topics: SUBSCRIPTION_TOPICS },
    ...{ partitions: PARTITIONS, clock: Date.now },
  });
  const record = async (...events: readonly SubscriberEvent[]): Promise<void> => {
    const topic = 'emberlog.subscriptions' as const;
    await log.append(
      events.map((event) => ({ topic, key: event.subject, value: encodeSubscriberEvent(event) })),
    );
  };
  const close = async (): Promise<void> => {
    await log.close();
    await book.close();
  };
  return { book, log, record, close };
};
type Readers = Awaited<ReturnType<typeof openReaders>>;

/** The address of somebody at papers.example. */
export const addressOf = (name: string): Address => {
  const read = readAddress(`${name}@papers.example`);
  if (!read.ok) throw new Error(read.message);
  return read.address;
};

const SETTINGS: DigestSettings = {
  ...{ cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC' },
  ...{ organizations: [], tags: [] },
};

/** Somebody subscribes and confirms; resolves with their id. */
export const subscribe = async ({ book, record }: Readers, name: string): Promise<string> => {
  const { subscriber: subject } = await book.enter(addressOf(name));
  const request = randomUUID();
  await record(
    {
      ...{ id: request, subject, time: Date.now() },
      ...{ type: 'subscriber.requested', data: { settings: SETTINGS } },
    },
    {
      ...{ id: randomUUID(), subject, time: Date.now() },
      ...{ type: 'subscriber.confirmed', data: { request } },
    },
  );
  return subject;
};
