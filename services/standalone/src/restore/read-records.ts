import type { EventLog, LogRecord, PartitionBounds } from '@emberlog/event-log';

export type ReadOptions<T extends string> = {
  /** What the manifest says of the log. */
  readonly expected: readonly Pick<PartitionBounds, 'first' | 'end'>[];
  readonly onProgress: (done: number, total: number) => void;
  readonly onRecord?: (record: LogRecord<T>) => void;
};

/**
 * Reads every record of a log, and so its checksum; resolves with how many there are. Rejects where they
 * are not as many as expected.
 */
export const readRecords = async <T extends string>(
  log: EventLog<T>,
  { expected, onProgress, onRecord = () => undefined }: ReadOptions<T>,
): Promise<number> => {
  const bounds = await log.bounds();
  const total = countOf(bounds);
  if (total !== countOf(expected)) {
    throw new Error(`the log holds ${total} records, by the manifest ${countOf(expected)}`);
  }
  if (total === 0) return 0;
  let read = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const following = log.follow({
    from: bounds.map(({ topic, partition, first }) => ({ topic, partition, offset: first })),
    handle: async (batch) => {
      for (const record of batch) onRecord(record);
      read += batch.length;
      onProgress(read, total);
      if (read === total) finish();
      await Promise.resolve();
    },
  });
  await Promise.race([finished, following.done]);
  await following.close();
  return read;
};

const countOf = (bounds: ReadOptions<string>['expected']): number =>
  bounds.reduce((sum, { first, end }) => sum + end - first, 0);
