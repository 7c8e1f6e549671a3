import type { EventLog, LogRecord, PartitionBounds } from '@emberlog/event-log';
import type { ResumePoint } from '../tenure/table-pipeline.ts';
import type { HeldPartition } from './judge-table.ts';

/** Where a table that holds these partitions goes on; what it does not hold at all begins where the log does. */
export const resumePoint = (
  { partition, first }: PartitionBounds,
  held: readonly HeldPartition[],
): ResumePoint => {
  const found = held.find(({ kp }) => kp === partition);
  return {
    partition,
    next: found === undefined ? first : found.last + 1,
    logged: found?.last_logged ?? 0,
  };
};

/** The log's records at the last offsets of a table, null where it has none. */
export const readLast = async (
  log: Pick<EventLog, 'read'>,
  held: readonly HeldPartition[],
  bounds: readonly PartitionBounds[],
): Promise<ReadonlyMap<number, LogRecord | null>> => {
  const records = new Map<number, LogRecord | null>();
  for (const { kp, last } of held) {
    const bound = bounds.find(({ partition }) => partition === kp);
    if (bound === undefined || last >= bound.end) continue;
    records.set(kp, await log.read({ topic: bound.topic, partition: kp, offset: last }));
  }
  return records;
};
