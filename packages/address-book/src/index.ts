export type {
  AddressBook,
  AddressListing,
  Entered,
  KeyRotation,
  RotationProgress,
  Subscriber,
} from './address-book.ts';
export { AddressBookRefusedError } from './address-book-refused-error.ts';
export { AddressBookUnavailableError } from './address-book-unavailable-error.ts';
export { AddressDamagedError } from './address-damaged-error.ts';
export { AddressKeyMissingError } from './address-key-missing-error.ts';
export { parseAddressKeys } from './address-keys.ts';
export type { AddressKey, AddressKeys, AddressKeysResult } from './address-keys.ts';
export type { AddressBookOptions } from './create-address-book.ts';
export { openLmdbAddressBook } from './lmdb/lmdb-address-book.ts';
export type { LmdbAddressBook, LmdbAddressBookOptions } from './lmdb/lmdb-address-book.ts';
export { createMemoryAddressBook } from './memory/memory-address-book.ts';
export type { Address, Concealed, SentAddress } from './reading/address.ts';
export { readAddress } from './reading/read-address.ts';
export type {
  AddressProblemCode,
  AddressResult,
  ReadAddressOptions,
} from './reading/read-address.ts';
