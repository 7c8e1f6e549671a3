import { LONGEST_ANSWER_MS } from '@emberlog/clickhouse';
import { refused } from './refused.ts';

/** Whether the tables may be served. */
export type Look = {
  /** Why not, as a sentence without its full stop, or null. */
  readonly incomplete: string | null;
  /** When that was begun to be read, by `now`. */
  readonly lookedAt: number;
};

export type ServedWholeOptions = {
  readonly look: () => Look | Promise<Look>;
  /** Whether tables may be emptied by other processes meanwhile. */
  readonly isShared: boolean;
  /** @default more than any answer should take, and less than the notice before a table is emptied */
  readonly longestMs?: number;
  /** Monotonic, ms. @default performance.now */
  readonly now?: () => number;
};

/** Runs what reads the tables; rejects with a problem 503 where they may have been emptied meanwhile. */
export type ServedWhole = <T>(read: () => Promise<T>) => Promise<T>;

/**
 * Tables that others fill are emptied only when a longest answer has passed since that was told. So
 * whatever was begun before is whole if it did not take longer, and nothing is begun after.
 */
export const createServedWhole = (options: ServedWholeOptions): ServedWhole => {
  const { look, isShared, longestMs = LONGEST_ANSWER_MS, now = () => performance.now() } = options;
  return async (read) => {
    const { incomplete, lookedAt } = await look();
    if (incomplete !== null) throw refused(incomplete);
    const answer = await read();
    if (isShared && now() - lookedAt > longestMs) throw refused('the answer took too long');
    return answer;
  };
};
