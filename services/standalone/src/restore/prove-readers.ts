import { AddressDamagedError, openLmdbAddressBook, type AddressKeys } from '@emberlog/address-book';
import { openLmdbLog, SUBSCRIPTION_TOPICS } from '@emberlog/event-log';
import { decodeSubscriberEvent } from '@emberlog/events';
import { applyEvent, nobody, type Subscription } from '@emberlog/subscriptions';
import { join } from 'node:path';
import { SUBSCRIPTIONS } from '../backup/backed-up-places.ts';
import { PARTITIONS } from '../open-log.ts';
import type { ProofOptions } from './prove-directory.ts';
import { readRecords } from './read-records.ts';
import { recordDoubts } from './record-doubts.ts';

/** What was restored of readers. */
export type ProvenReaders = {
  /** Of the log of subscriptions, every one of them read. */
  readonly records: number;
  /** Who gets digests. */
  readonly subscribed: number;
  /** How many of them have an address that opens. */
  readonly reachable: number;
  /** How many of them have one that is not as it was written. */
  readonly damaged: number;
};

/**
 * Reads every record of the log of subscriptions, and opens the address of everybody who gets digests.
 * What was due since the backup is recorded as in doubt: it may have been sent before the data were lost.
 * Rejects with what is wrong with either, such as row keys of another book.
 */
export const proveReaders = async (
  options: ProofOptions & { readonly secret: Uint8Array; readonly addressKeys: AddressKeys | null },
): Promise<ProvenReaders | null> => {
  const { config, clock, manifest, addressKeys, onStep } = options;
  if (manifest.subscriptions === undefined) return null;
  const readers = new Map<string, Subscription>();
  const log = openLmdbLog({
    ...{ path: join(config.dataDir, SUBSCRIPTIONS), topics: SUBSCRIPTION_TOPICS },
    ...{ partitions: PARTITIONS, clock, alone: true },
  });
  let records = 0;
  try {
    records = await readRecords(log, {
      expected: manifest.subscriptions,
      onProgress: (done, total) => onStep('subscriptions', done, total),
      onRecord: ({ value }) => {
        const decoded = decodeSubscriberEvent(value);
        if (!decoded.ok) return;
        const { subject } = decoded.event;
        readers.set(subject, applyEvent(readers.get(subject) ?? nobody(subject), decoded.event));
      },
    });
    // After the proof, which counts what the backup had.
    await recordDoubts(log, readers.values(), clock());
  } finally {
    await log.close();
  }
  const subscribed = [...readers.values()].filter(({ active }) => active !== null);
  const opened =
    addressKeys === null ? NONE : await openAddresses(subscribed, options, addressKeys);
  return { records, subscribed: subscribed.length, ...opened };
};

const NONE = { reachable: 0, damaged: 0 };

const openAddresses = async (
  subscribed: readonly Subscription[],
  { config, secret, onStep }: Parameters<typeof proveReaders>[0],
  keys: AddressKeys,
): Promise<typeof NONE> => {
  const book = openLmdbAddressBook({ path: join(config.dataDir, 'addresses'), secret, keys });
  const found = { ...NONE };
  try {
    for (const [at, { subscriber }] of subscribed.entries()) {
      try {
        if ((await book.open(subscriber)) !== null) found.reachable += 1;
      } catch (error) {
        // One of many is no reason to give the others up.
        if (!(error instanceof AddressDamagedError)) throw error;
        found.damaged += 1;
      }
      onStep('addresses', at + 1, subscribed.length);
    }
  } finally {
    await book.close();
  }
  return found;
};
