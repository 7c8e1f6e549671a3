import { AddressBookUnavailableError } from '@emberlog/address-book';
import { EmberlogError } from '@emberlog/client';
import { LogUnavailableError } from '@emberlog/event-log';
import type { Logger } from '@emberlog/service-kit';

/** What would fail for the next reader as well: the round ends, and the next one goes on. */
const OF_ALL = [LogUnavailableError, AddressBookUnavailableError, EmberlogError] as const;

/** The same for each reader, where what is wrong with one of them keeps nobody else's mail back. */
export const perReader =
  (logger: Logger, serve: (subscriber: string) => Promise<void>) =>
  async (subscriber: string): Promise<void> => {
    try {
      await serve(subscriber);
    } catch (error) {
      if (OF_ALL.some((kind) => error instanceof kind)) throw error;
      logger.error({ err: error, subscriber }, 'mail could not be made');
    }
  };
