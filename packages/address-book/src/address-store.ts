import type { Subscriber } from './address-book.ts';
import type { WrappedKey } from './sealing/wrapped-key.ts';

/** A subscriber's row, and its key, which is kept elsewhere. */
type StoredAddress = {
  /** The sealed address, `SEALED_LENGTH` bytes. */
  readonly sealed: Buffer;
  readonly wrapped: WrappedKey;
};

export type NewAddress = StoredAddress & {
  readonly subscriber: Subscriber;
  /** `LOOKUP_LENGTH` bytes. */
  readonly lookup: Buffer;
};

/** What an adapter keeps. It sees no address and no key in clear. */
export type AddressStore = {
  subscriberOf(lookup: Buffer): Promise<Subscriber | null>;
  /** Adds the row unless its lookup is there; resolves with whose it is now, synced. */
  add(row: NewAddress): Promise<Subscriber>;
  read(subscriber: Subscriber): Promise<StoredAddress | null>;
  /** First the key, so that no copy of it is left, then the row; synced in this order. */
  remove(subscriber: Subscriber): Promise<void>;
  count(): Promise<number>;
};

export type Wrapping = { readonly subscriber: Subscriber; readonly wrapped: WrappedKey };

/** A row key that is to be wrapped in another way. */
export type Rewrapping = Wrapping & { readonly before: WrappedKey };

/** The row keys of an adapter. */
export type WrappedKeyStore = {
  /** A part of all; `next` is where the following part begins, null behind the last. */
  wrappings(from: number): Promise<WrappingPage>;
  /** Replaces those that are still as before, synced, and leaves no copy of these; how many it were. */
  rewrap(changes: readonly Rewrapping[]): Promise<number>;
};

type WrappingPage = {
  readonly wrappings: readonly Wrapping[];
  readonly next: number | null;
};
