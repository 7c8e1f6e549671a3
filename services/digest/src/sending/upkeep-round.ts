import type { AddressBook, AddressListing } from '@emberlog/address-book';
import type { SubscriberEvent } from '@emberlog/events';
import { isInDoubt, type Mailing, type Subscription } from '@emberlog/subscriptions';
import { eraseSubscriber } from '../journal/erase-subscriber.ts';
import type { Journal } from '../journal/journal.ts';
import type { Sender } from './create-sender.ts';

export type UpkeepDeps = {
  readonly journal: Pick<Journal, 'all' | 'of' | 'record'>;
  readonly book: Pick<AddressBook, 'erase'> & AddressListing;
  readonly sender: Pick<Sender, 'flush' | 'isUnderWay'>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Ids of events. */
  readonly ids: () => string;
  /** How long after a request its link is good, ms; then the address is forgotten. */
  readonly confirmMs: number;
  /**
   * How long an attempt that another process began may be under way, ms; 0 where no other process can be:
   * whatever this one did not begin, one before it left.
   */
  readonly inDoubtAfterMs: number;
};

/** An address is kept so long after its owner left, so that the links of the last mails still work. */
const KEPT_AFTER_END_MS = 30 * 86_400_000;

/**
 * Records what was left without an end: attempts that a crash cut off, outcomes that the log did not take,
 * requests that nobody confirmed, addresses of who left. Rejects with `LogUnavailableError`.
 */
export const createUpkeepRound = (deps: UpkeepDeps) => {
  const { journal, book, sender, clock, ids, confirmMs, inDoubtAfterMs } = deps;

  const isLeft = (mailing: Mailing | null | undefined, now: number): mailing is Mailing =>
    isInDoubt(mailing) &&
    !sender.isUnderWay(mailing.by) &&
    // A clock that was set back must not keep what nobody is at.
    (inDoubtAfterMs === 0 || now - mailing.at >= inDoubtAfterMs);

  const unknownOf = (subscription: Subscription, now: number): readonly SubscriberEvent[] => {
    const { subscriber, pending, digests } = subscription;
    const envelope = () => ({ id: ids(), subject: subscriber, time: now });
    const events: SubscriberEvent[] = [];
    if (pending !== null && isLeft(pending.mail, now)) {
      const { request, mail } = pending;
      const data = { request, outcome: 'unknown' as const, attempt: mail.attempts };
      events.push({ ...envelope(), type: 'confirmation.sent', data });
    }
    for (const cadence of ['daily', 'weekly'] as const) {
      const last = digests[cadence];
      if (last === null || !isLeft(last, now)) continue;
      const period = { cadence, key: last.key };
      const data = { period, outcome: 'unknown' as const, attempt: last.attempts };
      events.push({ ...envelope(), type: 'digest.sent', data });
    }
    return events;
  };

  const isOver = ({ active, pending, ended, isErased }: Subscription, now: number): boolean => {
    if (isErased || active !== null) return false;
    if (pending !== null) return now >= pending.at + confirmMs;
    return ended === null || now >= ended.at + KEPT_AFTER_END_MS;
  };

  const forget = async (subscriber: string): Promise<void> =>
    await eraseSubscriber({ journal, book, clock, ids }, subscriber);

  return {
    forget,
    /**
     * Once after a start: erases the addresses of whom the log calls erased and, where no other process
     * may just be about to speak of them, of whom it does not know: a crash left them.
     */
    finishErasures: async (): Promise<void> => {
      for await (const subscribers of book.subscribers()) {
        for (const subscriber of subscribers) {
          const { isErased, lastRequest } = journal.of(subscriber);
          const isUnknown = lastRequest === null && inDoubtAfterMs === 0;
          if (isErased || isUnknown) await book.erase(subscriber);
        }
      }
    },
    round: async (signal: AbortSignal): Promise<void> => {
      await sender.flush();
      const now = clock();
      const found = [...journal.all()];
      const unknown = found.flatMap((each) => unknownOf(each, now));
      if (unknown.length > 0) await journal.record(unknown);
      for (const each of found.filter((one) => isOver(one, now))) {
        if (signal.aborted) return;
        // Many take a while, and whoever comes back meanwhile stays.
        const { subscriber } = each;
        if (isOver(journal.of(subscriber), clock())) await forget(subscriber);
      }
    },
  };
};
