export { SUBSCRIPTION_TOPICS, TOPICS } from './event-log.ts';
export type {
  Assignment,
  EventLog,
  FollowFrom,
  FollowOptions,
  LogRecord,
  NewRecord,
  PartitionBounds,
  RecordPosition,
  Subscription,
  SubscriptionTopic,
  Topic,
  TopicPartition,
} from './event-log.ts';
export { MAX_BATCH_BYTES } from './follow/read-batch.ts';
export type { Commit } from './group-commit.ts';
export { openLmdbLog } from './lmdb/lmdb-log.ts';
export type { LmdbLog, LmdbLogOptions } from './lmdb/lmdb-log.ts';
export { LogCorruptedError } from './log-corrupted-error.ts';
export { LogPositionError } from './log-position-error.ts';
export { LogUnavailableError } from './log-unavailable-error.ts';
export { LogWriteError } from './log-write-error.ts';
export { createMemoryLog } from './memory/memory-log.ts';
export type { MemoryLogOptions } from './memory/memory-log.ts';
export { PartitionCountError } from './partition-count-error.ts';
export { partitionOf } from './partition-of.ts';
