import type { LogRecord, PartitionBounds, RecordPosition } from '../event-log.ts';

/** What an adapter keeps, seen by a follower: durable records only, read without waiting. */
export type DurableRecords<T extends string> = {
  readonly topics: readonly T[];
  /** Bounds of a partition, or null where there is no such partition. */
  bounds(topic: T, partition: number): PartitionBounds<T> | null;
  /**
   * Records of one partition in offset order without holes, beginning at `from`: at most `limit`,
   * at least one when `from` lies before the end. Throws `LogCorruptedError`.
   */
  scan(from: RecordPosition<T>, limit: number): readonly LogRecord<T>[];
};
