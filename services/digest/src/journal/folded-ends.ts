import {
  LogUnavailableError,
  type RecordPosition,
  type SubscriptionTopic,
} from '@emberlog/event-log';

type Position = Pick<RecordPosition<SubscriptionTopic>, 'partition' | 'offset'>;

/** How far each partition was folded, and who waits for more. */
export type FoldedEnds = {
  /** The offset that a partition goes on with; null before its first record. */
  readonly nextOf: (partition: number) => number | null;
  /** These were folded. */
  readonly moved: (records: readonly Position[]) => void;
  /** Resolves once all of them were folded; rejects with `LogUnavailableError` when nothing more will be. */
  readonly reached: (positions: readonly Position[]) => Promise<void>;
  /** Whoever waits now is told; who comes later waits for what is folded then. */
  readonly interrupted: () => void;
  readonly stopped: () => void;
};

type Waiter = { readonly positions: readonly Position[]; resolve: () => void; reject: () => void };

export const createFoldedEnds = (): FoldedEnds => {
  const ends = new Map<number, number>();
  const waiters = new Set<Waiter>();
  let isStopped = false;
  const isReached = ({ partition, offset }: Position): boolean =>
    (ends.get(partition) ?? 0) > offset;

  const refuseAll = (): void => {
    for (const waiter of waiters) waiter.reject();
  };

  return {
    nextOf: (partition) => ends.get(partition) ?? null,
    moved: (records) => {
      for (const { partition, offset } of records) ends.set(partition, offset + 1);
      for (const waiter of waiters) if (waiter.positions.every(isReached)) waiter.resolve();
    },
    reached: async (positions) => {
      if (positions.every(isReached)) return;
      await new Promise<void>((resolve, reject) => {
        const refuse = (): void => reject(new LogUnavailableError('the log is no longer followed'));
        if (isStopped) {
          refuse();
          return;
        }
        const waiter: Waiter = {
          positions,
          resolve: () => {
            waiters.delete(waiter);
            resolve();
          },
          reject: () => {
            waiters.delete(waiter);
            refuse();
          },
        };
        waiters.add(waiter);
      });
    },
    interrupted: refuseAll,
    stopped: () => {
      isStopped = true;
      refuseAll();
    },
  };
};
