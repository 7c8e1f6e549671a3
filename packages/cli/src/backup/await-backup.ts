import type { Admin, BackupReply } from '@emberlog/client';
import { showProgress } from '@emberlog/terminal';
import { setTimeout as delay } from 'node:timers/promises';
import type { Surroundings } from '../surroundings.ts';
import { megabytes } from './backup-text.ts';

const LOOK_EVERY_MS = 200;

/** Shows how far a backup is until it has ended, or who waits is interrupted; it goes on then. */
export const awaitBackup = async (
  admin: Admin,
  first: BackupReply,
  { stderr, clock }: Surroundings,
  interrupt: AbortSignal,
): Promise<BackupReply> => {
  const progress = showProgress<BackupReply>({
    ...{ stream: stderr, clock },
    extent: ({ done_bytes: at, total_bytes: of }) => ({ at, of }),
    words: ({ step, done_bytes: done, total_bytes: total }) =>
      `${step ?? 'done'}, ${megabytes(done)} of ${megabytes(total)}`,
  });
  let backup = first;
  try {
    while (backup.state === 'running' && !interrupt.aborted) {
      progress.update(backup);
      await delay(LOOK_EVERY_MS, undefined, { signal: interrupt }).catch(() => undefined);
      backup = await admin.backup(first.name);
    }
    progress.update(backup);
  } finally {
    progress.stop();
  }
  return backup;
};
