import type { Address, SentAddress } from './reading/address.ts';

/** Who has an address: 32 hexadecimal digits that tell nothing, not even when they were made. */
export type Subscriber = string;

export type Entered = {
  readonly subscriber: Subscriber;
  /** False where the address was there already, whatever its spelling. */
  readonly isNew: boolean;
};

/**
 * Readers' addresses. The one place that knows whose address belongs to which subscriber; logs,
 * events and tables know subscribers only. Resolved means on disk.
 */
export type AddressBook = {
  /** Who has this address, or null. */
  find(address: Address): Promise<Subscriber | null>;
  /** Who has this address from now on: one subscriber, however many processes ask at once. */
  enter(address: Address): Promise<Entered>;
  /**
   * The address as it was first entered, or null: erased, or never there. Rejects with
   * `AddressKeyMissingError` and `AddressDamagedError`.
   */
  open(subscriber: Subscriber): Promise<SentAddress | null>;
  /**
   * Destroys the row's key, then the row; nothing opens it afterwards, in older copies of the rows
   * neither. Resolves as well where there is nothing (any more).
   */
  erase(subscriber: Subscriber): Promise<void>;
  count(): Promise<number>;
};

/** Who has an address, for those who look for ones that nothing speaks of. */
export type AddressListing = {
  /** All subscribers, some at a time, in no order; who comes or goes meanwhile may be among them. */
  subscribers(): AsyncIterable<readonly Subscriber[]>;
};

export type RotationProgress = {
  /** Row keys that were looked at. */
  readonly done: number;
  /** Those that were wrapped anew. */
  readonly rewrapped: number;
};

/** Taking a new address key into use, and an old one out of it. */
export type KeyRotation = {
  /**
   * Wraps by the first address key what another wraps. May be killed at any time: the next goes on
   * with what is left. Rejects with `AddressKeyMissingError` and `AddressDamagedError`.
   */
  rotate(onProgress: (progress: RotationProgress) => void): Promise<RotationProgress>;
  /** Whether a row key is wrapped by the address key of this id. */
  usesKey(id: string): Promise<boolean>;
};
