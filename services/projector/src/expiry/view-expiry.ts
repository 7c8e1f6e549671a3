import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@emberlog/service-kit';
import { isUnfinished } from '../rebuild/job-book.ts';
import type { Rebuilder } from '../rebuild/rebuilder.ts';
import { expireViews, type ExpireOptions } from './expire-views.ts';

export type ViewExpiryOptions = Omit<ExpireOptions, 'keptMs' | 'dueMs'> & {
  readonly logger: Logger;
  /** Resolves once the tables were held against the log. */
  readonly ready: Promise<unknown>;
  /** How long views count, ms. */
  readonly viewRetentionMs: number;
  /** While views are made anew beside, nothing is dropped. */
  readonly rebuilds: Pick<Rebuilder, 'list'>;
};

export type ViewExpiry = { readonly close: () => Promise<void> };

/** Questions about a past up to two months ago are answered as if nothing had been dropped. */
const KEPT_BEYOND_MS = 62 * 86_400_000;
const DUE_MS = 7 * 86_400_000;
const LOOK_EVERY_MS = 3_600_000;
/** Clocks of servers differ. */
const AFTER_NOTICE_MS = 5_000;

/** Drops old views for as long as the process lives; what fails is tried again at the next look. */
export const startViewExpiry = (options: ViewExpiryOptions): ViewExpiry => {
  const { logger, noticeMs, ready, rebuilds, viewRetentionMs } = options;
  const closing = new AbortController();
  const isRebuilding = async (): Promise<boolean> =>
    (await rebuilds.list()).some(
      (job) => isUnfinished(job) && job.request.tables.includes('views'),
    );
  const trimLog: ExpireOptions['trimLog'] = async (before) => {
    // Who was asked meanwhile reads the log from where it began.
    if (!(await isRebuilding())) await options.trimLog?.(before);
  };
  const look = async (): Promise<number> => {
    if (await isRebuilding()) return LOOK_EVERY_MS;
    const keptMs = viewRetentionMs + KEPT_BEYOND_MS;
    const { dropped, due, told } = await expireViews({
      ...options,
      ...{ keptMs, dueMs: DUE_MS, trimLog },
    });
    if (due.length > 0) logger.info({ months: due }, 'views will expire in a week');
    if (told.length > 0) logger.info({ months: told }, 'views are about to expire');
    if (dropped.length > 0) logger.info({ months: dropped }, 'views expired');
    return told.length > 0 ? noticeMs + AFTER_NOTICE_MS : LOOK_EVERY_MS;
  };
  const run = async (): Promise<void> => {
    await ready;
    while (!closing.signal.aborted) {
      const wait = await look().catch((error: unknown) => {
        logger.warn({ err: error }, 'old views could not be dropped');
        return LOOK_EVERY_MS;
      });
      await Promise.allSettled([pause(wait, undefined, { signal: closing.signal })]);
    }
  };
  // Who waits for the first check hears of its failure elsewhere.
  const done = run().catch(() => undefined);
  return {
    close: async () => {
      closing.abort();
      await done;
    },
  };
};
