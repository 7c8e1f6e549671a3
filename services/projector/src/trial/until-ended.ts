import { setTimeout as pause } from 'node:timers/promises';
import { isUnfinished, type RebuildJob } from '../rebuild/job-book.ts';
import type { Rebuilder } from '../rebuild/rebuilder.ts';

const LOOK_EVERY_MS = 10;

/** Resolves with a rebuild once it ended, or once `isMet` says so of it. */
export const untilEnded = async (
  rebuilds: Rebuilder,
  id: string,
  isMet: (job: RebuildJob) => boolean = () => false,
): Promise<RebuildJob> => {
  for (;;) {
    const job = await rebuilds.find(id);
    if (job === null) throw new Error('there is no such rebuild');
    if (!isUnfinished(job) || isMet(job)) return job;
    await pause(LOOK_EVERY_MS);
  }
};
