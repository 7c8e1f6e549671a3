import type { LogRecord, Topic } from '../event-log.ts';

/** A handler that keeps what it is given, and waiters on what it has seen. */
export type RecordCollector<T extends string> = {
  readonly handle: (batch: readonly LogRecord<T>[]) => Promise<void>;
  readonly batches: readonly (readonly LogRecord<T>[])[];
  records(): readonly LogRecord<T>[];
  /** Resolves once at least `count` records have arrived. */
  whenSeen(count: number): Promise<void>;
};

export function createRecordCollector<T extends string = Topic>(): RecordCollector<T> {
  const batches: (readonly LogRecord<T>[])[] = [];
  const waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  const seen = (): number => batches.reduce((sum, batch) => sum + batch.length, 0);
  const settle = (): void => {
    for (const { count, resolve } of waiters) if (seen() >= count) resolve();
  };
  return {
    batches,
    records: () => batches.flat(),
    handle(batch) {
      batches.push(batch);
      settle();
      return Promise.resolve();
    },
    whenSeen: (count) =>
      new Promise((resolve) => {
        waiters.push({ count, resolve });
        settle();
      }),
  };
}
