import { AddressBookUnavailableError } from '@emberlog/address-book';
import { EmberlogError } from '@emberlog/client';
import { LogUnavailableError } from '@emberlog/event-log';
import type { Logger } from '@emberlog/service-kit';
import { LRUCache } from 'lru-cache';

/** What would fail for the next reader as well: the round ends, and the next one goes on. */
const isOfAll = (error: unknown): boolean =>
  error instanceof LogUnavailableError ||
  error instanceof AddressBookUnavailableError ||
  // A key that is no longer taken is no reader's fault either; any other refusal is of a reader's choice.
  (error instanceof EmberlogError &&
    (error.retryable || error.status === 401 || error.status === 403));

/** The same words of the same reader are not told again within this time, ms. */
const TOLD_EVERY_MS = 3_600_000;
const MOST_TOLD = 1_000;

/** The same for each reader, where what is wrong with one of them keeps nobody else's mail back. */
export const perReader = (
  logger: Logger,
  serve: (subscriber: string) => Promise<void>,
): ((subscriber: string) => Promise<void>) => {
  const told = new LRUCache<string, true>({ max: MOST_TOLD, ttl: TOLD_EVERY_MS });
  return async (subscriber) => {
    try {
      await serve(subscriber);
    } catch (error) {
      if (isOfAll(error)) throw error;
      const name = `${subscriber} ${String(error)}`;
      if (told.has(name)) return;
      told.set(name, true);
      logger.error({ err: error, subscriber }, 'mail could not be made');
    }
  };
};
