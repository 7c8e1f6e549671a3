import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '@emberlog/service-kit';
import type { AddressBook, Subscriber } from './address-book.ts';
import { AddressDamagedError } from './address-damaged-error.ts';
import { AddressKeyMissingError } from './address-key-missing-error.ts';
import type { AddressKeys } from './address-keys.ts';
import type { AddressStore, NewAddress } from './address-store.ts';
import { conceal, type Address } from './reading/address.ts';
import type { AddressLookup } from './sealing/address-lookup.ts';
import { sealAddress, unsealAddress } from './sealing/sealed-address.ts';
import { ROW_KEY_LENGTH, unwrapRowKey, wrapRowKey } from './sealing/wrapped-key.ts';
import type { WrappedKey } from './sealing/wrapped-key.ts';

/** What every adapter is opened with. */
export type AddressBookOptions = {
  /** `EMBERLOG_SECRET`, at least 32 bytes. It never rotates. */
  readonly secret: Uint8Array;
  readonly keys: AddressKeys;
  /** @default that of `node:crypto` */
  readonly random?: RandomBytes;
};

const NONCE_LENGTH = 12;
const SUBSCRIBER = /^[0-9a-f]{32}$/;

export type BookParts = {
  readonly store: AddressStore;
  readonly lookup: AddressLookup;
  readonly keys: AddressKeys;
  readonly random?: RandomBytes | undefined;
};

/** The book over what an adapter keeps. */
export const createAddressBook = (parts: BookParts): AddressBook => {
  const { store, lookup, keys, random = randomBytes } = parts;

  const rowOf = ({ sent, normalised }: Address): NewAddress => {
    // Not a UUIDv7: ids stand in links and in the log for ever, and need not say who came when.
    const subscriber = Buffer.from(random(16)).toString('hex');
    const rowKey = random(ROW_KEY_LENGTH);
    const row = {
      subscriber,
      lookup: lookup.lookupOf(normalised),
      sealed: sealAddress(sent, { rowKey, subscriber, nonce: random(NONCE_LENGTH) }),
      wrapped: wrapRowKey(rowKey, keys[0], subscriber, random(NONCE_LENGTH)),
    };
    rowKey.fill(0);
    return row;
  };

  return {
    find: async ({ normalised }) => await store.subscriberOf(lookup.lookupOf(normalised)),
    enter: async (address) => {
      const known = await store.subscriberOf(lookup.lookupOf(address.normalised));
      if (known !== null) return { subscriber: known, isNew: false };
      const row = rowOf(address);
      const subscriber = await store.add(row);
      return { subscriber, isNew: subscriber === row.subscriber };
    },
    open: async (subscriber) => {
      const stored = isSubscriber(subscriber) ? await store.read(subscriber) : null;
      if (stored === null) return null;
      const rowKey = openRowKey(keys, subscriber, stored.wrapped);
      const sent = unsealAddress(stored.sealed, { rowKey, subscriber });
      rowKey.fill(0);
      if (sent === null) throw new AddressDamagedError(subscriber, 'does not open with its key');
      return conceal({ sent });
    },
    erase: async (subscriber) => {
      if (isSubscriber(subscriber)) await store.remove(subscriber);
    },
    count: async () => await store.count(),
  };
};

/** The row's key in clear. Throws `AddressKeyMissingError` and `AddressDamagedError`. */
export const openRowKey = (
  keys: AddressKeys,
  subscriber: Subscriber,
  wrapped: WrappedKey,
): Buffer => {
  const key = keys.find(({ id }) => id === wrapped.keyId);
  if (key === undefined) throw new AddressKeyMissingError(wrapped.keyId);
  const rowKey = unwrapRowKey(wrapped, key, subscriber);
  if (rowKey === null) {
    throw new AddressDamagedError(subscriber, `has a key that address key ${key.id} does not open`);
  }
  return rowKey;
};

const isSubscriber = (text: string): boolean => SUBSCRIBER.test(text);
