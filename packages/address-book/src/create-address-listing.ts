import type { AddressListing } from './address-book.ts';
import type { WrappedKeyStore } from './address-store.ts';
import { wrappingPages } from './wrapping-pages.ts';

/** The subscribers of an adapter: whoever has a row key has an address, or is about to. */
export const createAddressListing = (
  store: Pick<WrappedKeyStore, 'wrappings'>,
): AddressListing => ({
  subscribers: async function* () {
    for await (const wrappings of wrappingPages(store))
      yield wrappings.map(({ subscriber }) => subscriber);
  },
});
