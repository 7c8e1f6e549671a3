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

  /** Null while the log cannot be reached. */
  const asked = async <T>(ask: () => Promise<T>): Promise<{ readonly answer: T } | null> => {
    if (now() - failedAt < LEAVE_ALONE_MS) return null;
    try {
      return { answer: await ask() };
    } catch (error) {
      if (!(error instanceof LogUnavailableError)) throw error;
      failedAt = now();
      return null;
    }
  };

  return {
    bounds: async () => {
      known = (await asked(async () => await log.bounds()))?.answer ?? known;
      if (known === null) throw refused('the log cannot be reached');
      return known;
    },
    read: async (position) => {
      const found = await asked(async () => await log.read(position));
      if (found === null) throw new LogUnavailableError('the log cannot be reached');
      return found.answer;
    },
  };
};
