import type { Address, Entered } from '@emberlog/address-book';
import type { DigestSettings } from '@emberlog/events';
import type { SignUpLimits } from '../limits/sign-up-limits.ts';
import type { Turns } from '../limits/turns.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';

export type SignUpDeps = Pick<
  SubscriptionRouteDeps,
  'journal' | 'book' | 'clock' | 'ids' | 'logger'
> & { readonly limits: SignUpLimits; readonly turns: Turns };

type Wish = { readonly address: Address; readonly settings: DigestSettings };

/** Recorded for an address within a window; the fold keeps the times of as many. */
const MOST_IN_WINDOW = 5;

/**
 * Records that an address is asked for, durable when it resolves; nothing where it was asked for just now
 * or often today. The mail that asks for a confirmation is for whoever reads the journal. An address whose
 * request is not recorded does not stay in the book.
 */
export const createSignUp = (deps: SignUpDeps): ((wish: Wish) => Promise<void>) => {
  const { journal, book, clock, ids, logger, limits, turns } = deps;

  const isAskedTooOften = (times: readonly number[], now: number): boolean => {
    const oldest = times.at(-MOST_IN_WINDOW);
    return (
      times.some((time) => now - time < limits.addressPauseMs) ||
      (oldest !== undefined && now - oldest < limits.addressWindowMs)
    );
  };

  const enter = async (address: Address): Promise<Entered> => {
    const entered = await book.enter(address);
    if (!journal.of(entered.subscriber).isErased) return entered;
    // A process died between saying so and doing it; nothing more can be said of that subscriber.
    await book.erase(entered.subscriber);
    return await book.enter(address);
  };

  const leave = async ({ subscriber, isNew }: Entered): Promise<void> => {
    if (!isNew) return;
    try {
      await book.erase(subscriber);
    } catch (err) {
      logger.warn({ err, subscriber }, 'address without a request stays in the book');
    }
  };

  const ask = async ({ address, settings }: Wish, tries: number): Promise<void> => {
    const entered = await enter(address);
    const { subscriber } = entered;
    const time = clock();
    if (isAskedTooOften(journal.of(subscriber).requestTimes, time)) return;
    const type = 'subscriber.requested';
    try {
      await journal.record([{ id: ids(), type, subject: subscriber, time, data: { settings } }]);
    } catch (error) {
      await leave(entered);
      throw error;
    }
    // Erased while this was written: it was said of nobody. Whoever asks now is somebody new.
    if (journal.of(subscriber).isErased && tries > 1) await ask({ address, settings }, tries - 1);
  };

  // Of two at once the second meets what the first recorded, and never an address that is about to go.
  return async (wish) => await turns(wish.address.normalised, async () => await ask(wish, 2));
};
