import type { Checkpoint, Progress } from './checkpoint.ts';
import type { Batch } from './read-batches.ts';
import type { RejectedLines } from './rejected-lines.ts';
import type { Entry } from './rejection.ts';
import type { Sent } from './send-entries.ts';

export type ImportSteps = {
  readonly batches: AsyncIterable<Batch>;
  readonly send: (entries: readonly Entry[]) => Promise<Sent>;
  readonly rejectedLines: RejectedLines;
  /** Null where the input cannot be read again. */
  readonly checkpoint: Pick<Checkpoint, 'save'> | null;
  /** What an earlier run had done. */
  readonly from: Progress;
  /** Asked after each batch. */
  readonly isStopped: () => boolean;
  readonly onProgress: (progress: Progress) => void;
};

export type Imported = {
  /** False when it was stopped before the end of the input. */
  readonly finished: boolean;
  readonly progress: Progress;
  /** Covers what this run sent, for `after=`; null when nothing was accepted. */
  readonly position: string | null;
};

/**
 * Sends one batch after the other. A batch is over when its events are durable, its rejections are
 * written, and the checkpoint says so, in this order: a kill in between only sends it again.
 */
export const importBatches = async (steps: ImportSteps): Promise<Imported> => {
  let progress = steps.from;
  let position: string | null = null;
  for await (const { entries, rejections, end } of steps.batches) {
    const sent = await steps.send(entries);
    const all = [...rejections, ...sent.rejections].sort((a, b) => a.line - b.line);
    progress = {
      ...end,
      accepted: progress.accepted + sent.accepted,
      rejected: progress.rejected + all.length,
      rejectedBytes: await steps.rejectedLines.add(all),
    };
    await steps.checkpoint?.save(progress);
    position = sent.position ?? position;
    steps.onProgress(progress);
    if (steps.isStopped()) return { finished: false, progress, position };
  }
  return { finished: true, progress, position };
};
