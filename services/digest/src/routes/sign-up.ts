import { AddressBookUnavailableError, type Address, type Entered } from '@emberlog/address-book';
import { LogUnavailableError } from '@emberlog/event-log';
import type { DigestSettings } from '@emberlog/events';
import { isAskedTooOften } from '../limits/address-limits.ts';
import type { SignUpLimits } from '../limits/sign-up-limits.ts';
import type { Turns } from '../limits/turns.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';

export type SignUpDeps = Pick<
  SubscriptionRouteDeps,
  'journal' | 'book' | 'clock' | 'ids' | 'logger'
> & {
  readonly limits: SignUpLimits;
  readonly turns: Turns;
  /** Monotonic, ms. */
  readonly now: () => number;
};

type Wish = { readonly address: Address; readonly settings: DigestSettings };

/** After a write failed, ms: as long as the answer says to wait. */
const AWAY_MS = 5_000;

/**
 * Records that an address is asked for, durable when it resolves; nothing where it was asked for just now
 * or often, or where its reader called a mail spam. The mail that asks for a confirmation is for whoever
 * reads the journal. An address whose request is not recorded does not stay in the book.
 */
export const createSignUp = (deps: SignUpDeps): ((wish: Wish) => Promise<void>) => {
  const { journal, book, clock, ids, logger, limits, turns, now } = deps;
  const inReach = createReach(now);

  const enter = async (address: Address): Promise<Entered> => {
    const entered = await book.enter(address);
    if (!journal.of(entered.subscriber).isErased) return entered;
    // A process died between saying so and doing it; nothing more can be said of that subscriber.
    await book.erase(entered.subscriber);
    return await book.enter(address);
  };

  const leave = async ({ subscriber, isNew }: Entered): Promise<void> => {
    // Another process may have found the address there, and recorded a request for it.
    if (!isNew || journal.of(subscriber).lastRequest !== null) return;
    try {
      await book.erase(subscriber);
    } catch (err) {
      logger.warn({ err, subscriber }, 'address without a request stays in the book');
    }
  };

  const ask = async ({ address, settings }: Wish, tries: number): Promise<void> => {
    const entered = await enter(address);
    const { subscriber } = entered;
    const known = journal.of(subscriber);
    if (isAskedTooOften(known, limits, clock())) return;
    // Later than the last even where the clock went back: the fold passes over what is older.
    const time = Math.max(clock(), (known.lastRequest?.time ?? 0) + 1);
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
  return async (wish) =>
    await inReach(async () => await turns(wish.address.normalised, async () => await ask(wish, 2)));
};

/**
 * Once a write failed everybody is refused for a while, without a look at who is asked for: else who was
 * asked for just now, and needs no write, would be told from who was not.
 */
const createReach = (now: () => number) => {
  let failed: { readonly error: Error; readonly until: number } | null = null;
  return async (work: () => Promise<void>): Promise<void> => {
    if (failed !== null && now() < failed.until) throw failed.error;
    try {
      await work();
    } catch (error) {
      if (error instanceof LogUnavailableError || error instanceof AddressBookUnavailableError)
        failed = { error, until: now() + AWAY_MS };
      throw error;
    }
  };
};
