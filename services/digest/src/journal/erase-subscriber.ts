import type { AddressBook } from '@emberlog/address-book';
import type { Journal } from './journal.ts';

export type EraseDeps = {
  readonly journal: Pick<Journal, 'of' | 'record'>;
  readonly book: Pick<AddressBook, 'erase'>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Ids of events. */
  readonly ids: () => string;
};

/**
 * Says in the log that a subscriber is erased, then erases the address: whoever is killed in between is
 * found in the log at the next start. Once more does no harm. Rejects with `LogUnavailableError` and
 * `AddressBookUnavailableError`.
 */
export const eraseSubscriber = async (
  { journal, book, clock, ids }: EraseDeps,
  subject: string,
): Promise<void> => {
  if (!journal.of(subject).isErased) {
    await journal.record([
      { id: ids(), subject, time: clock(), type: 'subscriber.erased', data: {} },
    ]);
  }
  await book.erase(subject);
};
