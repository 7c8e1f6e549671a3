import { LogUnavailableError, type EventLog, type PartitionBounds } from '@emberlog/event-log';
import { refused } from './refused.ts';

type ReadableLog = Pick<EventLog, 'bounds' | 'read'>;

/** A log that failed is not asked again for so long, ms: each attempt may take seconds. */
const LEAVE_ALONE_MS = 1_000;

/**
 * The log as questions need it. While it cannot be reached, its last known bounds stand in for it: the
 * tables can be asked all the same. A record cannot be read then: that rejects with
 * `LogUnavailableError`. Throws a problem (503) when nothing is known yet.
 */
export const createKnownLog = (
  log: ReadableLog,
  now: () => number = () => performance.now(),
): ReadableLog => {
  let known: readonly PartitionBounds[] | null = null;
  let failedAt = Number.NEGATIVE_INFINITY;

  const isLeftAlone = (): boolean => now() - failedAt < LEAVE_ALONE_MS;
  /** Throws what is not about reaching the log. */
  const noteFailure = (error: unknown): void => {
    if (!(error instanceof LogUnavailableError)) throw error;
    failedAt = now();
  };

  return {
    bounds: async () => {
      if (!isLeftAlone()) {
        try {
          known = await log.bounds();
        } catch (error) {
          noteFailure(error);
        }
      }
      if (known === null) throw refused('the log cannot be reached');
      return known;
    },
    read: async (position) => {
      if (!isLeftAlone()) {
        try {
          return await log.read(position);
        } catch (error) {
          noteFailure(error);
        }
      }
      throw new LogUnavailableError('the log cannot be reached');
    },
  };
};
