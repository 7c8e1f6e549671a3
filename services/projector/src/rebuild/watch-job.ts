import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@emberlog/service-kit';
import type { JobBook, RebuildJob } from './job-book.ts';
import type { RebuildReport } from './rebuild-request.ts';

export type WatchOptions = {
  readonly book: JobBook;
  readonly job: RebuildJob;
  /** The process that runs it. */
  readonly runner: string;
  /** Whether other processes would take it over. */
  readonly isShared: boolean;
  readonly logger: Logger;
  /** How far it is. */
  readonly report: () => RebuildReport;
};

/** What is heard of a job that runs. */
export type JobWatch = {
  /** Aborted when it is to be given up. */
  readonly cancelled: AbortSignal;
  /** Aborted when another process has it. */
  readonly taken: AbortSignal;
  /** Resolves when nothing more is told or heard. */
  readonly end: () => Promise<void>;
};

const LOOK_EVERY_MS = 1_000;

/** What a runner tells at least, ms. */
export const TELL_EVERY_MS = 5_000;

/** Tells that a job is alive, and hears whether it is to be cancelled or was taken over. */
export const watchJob = (options: WatchOptions): JobWatch => {
  const { book, job, runner, isShared, logger } = options;
  const [cancelled, taken, over] = [
    new AbortController(),
    new AbortController(),
    new AbortController(),
  ];
  const isOver = (): boolean => over.signal.aborted;
  const watch = async (): Promise<void> => {
    let told = performance.now();
    while (!isOver()) {
      await Promise.allSettled([pause(LOOK_EVERY_MS, undefined, { signal: over.signal })]);
      if (isOver()) return;
      try {
        const found = await book.find(job.id);
        if (found?.state === 'cancelling') cancelled.abort();
        if (found !== null && found.runner !== runner) taken.abort();
        // What was heard must not be told away.
        if (cancelled.signal.aborted || taken.signal.aborted) return;
        // Where there is no other process, nobody has to hear that this one is alive.
        if (!isShared || performance.now() - told < TELL_EVERY_MS) continue;
        told = performance.now();
        await book.tell(job, { state: 'running', runner, report: options.report() });
      } catch (error) {
        logger.info({ err: error }, 'rebuild cannot be told of');
      }
    }
  };
  const watching = watch();
  return {
    cancelled: cancelled.signal,
    taken: taken.signal,
    end: async () => {
      over.abort();
      await watching;
    },
  };
};
