import type { Admin, RebuildReply } from '@emberlog/client';
import { showProgress } from '@emberlog/terminal';
import { setTimeout as delay } from 'node:timers/promises';
import type { Surroundings } from '../surroundings.ts';
import { hasEnded } from './rebuild-text.ts';

const LOOK_EVERY_MS = 300;

/** Shows how far a rebuild is until it has ended, or who waits is interrupted; it goes on then. */
export const awaitRebuild = async (
  admin: Admin,
  first: RebuildReply,
  { stderr, clock }: Surroundings,
  interrupt: AbortSignal,
): Promise<RebuildReply> => {
  const progress = showProgress<RebuildReply>({
    stream: stderr,
    clock,
    from: recordsOf(first).done,
    extent: (state) => ({ at: recordsOf(state).done, of: recordsOf(state).total }),
    words: (state, { perSecond, secondsLeft }) => {
      const { done, total } = recordsOf(state);
      const steps = state.tables.map(({ table, step }) => `${table} ${step}`);
      const rate = `${perSecond(done - recordsOf(first).done)} a second`;
      const left = secondsLeft === null ? [] : [`${secondsLeft} s left`];
      return [`${done} of ${total} records`, rate, ...left, ...steps].join(', ');
    },
  });
  let rebuild = first;
  try {
    while (!hasEnded(rebuild) && !interrupt.aborted) {
      progress.update(rebuild);
      await delay(LOOK_EVERY_MS, undefined, { signal: interrupt }).catch(() => undefined);
      rebuild = await admin.rebuild(first.id);
    }
    progress.update(rebuild);
  } finally {
    progress.stop();
  }
  return rebuild;
};

const recordsOf = ({ tables }: RebuildReply) => ({
  done: tables.reduce((sum, { done }) => sum + done, 0),
  total: tables.reduce((sum, { total }) => sum + total, 0),
});
