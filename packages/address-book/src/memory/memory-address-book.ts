import type { AddressBook, AddressListing, KeyRotation } from '../address-book.ts';
import type { AddressStore, NewAddress, WrappedKeyStore } from '../address-store.ts';
import { createAddressBook, type AddressBookOptions } from '../create-address-book.ts';
import { createAddressListing } from '../create-address-listing.ts';
import { createKeyRotation } from '../create-key-rotation.ts';
import { createAddressLookup } from '../sealing/address-lookup.ts';

/** An address book in memory, for tests. */
export const createMemoryAddressBook = (
  options: AddressBookOptions,
): AddressBook & AddressListing & KeyRotation => {
  const { secret, keys, random } = options;
  const rows = new Map<string, NewAddress>();
  const subscribers = new Map<string, string>();

  const store: AddressStore & WrappedKeyStore = {
    subscriberOf: (lookup) => Promise.resolve(subscribers.get(lookup.toString('hex')) ?? null),
    add: (row) => {
      const lookup = row.lookup.toString('hex');
      const known = subscribers.get(lookup);
      if (known !== undefined) return Promise.resolve(known);
      subscribers.set(lookup, row.subscriber);
      rows.set(row.subscriber, row);
      return Promise.resolve(row.subscriber);
    },
    read: (subscriber) => Promise.resolve(rows.get(subscriber) ?? null),
    remove: (subscriber) => {
      const row = rows.get(subscriber);
      if (row !== undefined) subscribers.delete(row.lookup.toString('hex'));
      rows.delete(subscriber);
      return Promise.resolve();
    },
    count: () => Promise.resolve(rows.size),
    wrappings: () => Promise.resolve({ wrappings: [...rows.values()], next: null }),
    rewrap: (changes) => {
      const current = changes.filter(({ subscriber, before }) => {
        return rows.get(subscriber)?.wrapped.bytes.equals(before.bytes);
      });
      for (const { subscriber, wrapped } of current) {
        const row = rows.get(subscriber);
        if (row !== undefined) rows.set(subscriber, { ...row, wrapped });
      }
      return Promise.resolve(current.length);
    },
  };

  return {
    ...createAddressBook({ store, lookup: createAddressLookup(secret), keys, random }),
    ...createKeyRotation({ store, keys, random }),
    ...createAddressListing(store),
  };
};
