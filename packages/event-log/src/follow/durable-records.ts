import type { LogRecord, PartitionBounds, RecordPosition, Topic } from '../event-log.ts';

/** What an adapter keeps, seen by a follower: durable records only, read without waiting. */
export type DurableRecords = {
  /** Bounds of a partition, or null where there is no such partition. */
  bounds(topic: Topic, partition: number): PartitionBounds | null;
  /**
   * Records of one partition in offset order without holes, beginning at `from`: at most `limit`,
   * at least one when `from` lies before the end. Throws `LogCorruptedError`.
   */
  scan(from: RecordPosition, limit: number): readonly LogRecord[];
};
