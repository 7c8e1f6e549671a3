/** The topics of the read model's log. Each feeds exactly one table. */
export const TOPICS = ['emberlog.items', 'emberlog.votes', 'emberlog.views'] as const;
export type Topic = (typeof TOPICS)[number];

/** The topic of a log of its own: who subscribed is in no table, and in no position that is told. */
export const SUBSCRIPTION_TOPICS = ['emberlog.subscriptions'] as const;
export type SubscriptionTopic = (typeof SUBSCRIPTION_TOPICS)[number];

/** A record to append. `key` decides the partition: equal keys keep their order. */
export type NewRecord<T extends string = Topic> = {
  readonly topic: T;
  /** At most 65,535 bytes of UTF-8. */
  readonly key: string;
  /** Not to be changed until the append has settled. */
  readonly value: Uint8Array;
};

/** Where a record lies. Offsets of a partition are contiguous and start at 0. */
export type RecordPosition<T extends string = Topic> = {
  readonly topic: T;
  readonly partition: number;
  readonly offset: number;
};

/** A durable record. `appended` is the log's wall clock at append, ms UTC; it may step back. */
export type LogRecord<T extends string = Topic> = RecordPosition<T> & {
  readonly appended: number;
  readonly key: string;
  readonly value: Uint8Array;
};

/** The offsets a partition holds: `first` ≤ offset < `end`. */
export type PartitionBounds<T extends string = Topic> = {
  readonly topic: T;
  readonly partition: number;
  readonly first: number;
  readonly end: number;
};

export type TopicPartition<T extends string = Topic> = {
  readonly topic: T;
  readonly partition: number;
};

/** The partitions that are a follower's own for a while. */
export type Assignment<T extends string = Topic> = {
  readonly partitions: readonly TopicPartition<T>[];
  /** Aborted once they may belong to another follower: nothing more is to be written for them. */
  readonly lost: AbortSignal;
};

/** Where to begin, one entry per partition to follow; `first` ≤ offset ≤ the current end. */
export type FollowFrom<T extends string = Topic> =
  | readonly RecordPosition<T>[]
  | ((assignment: Assignment<T>) => Promise<readonly RecordPosition<T>[]>);

export type FollowOptions<T extends string = Topic> = {
  /**
   * Followers of one group share the partitions. Without it, this follower has all. On Kafka the name
   * is the cluster's: followers of two logs under one would leave partitions to nobody.
   */
  readonly group?: string;
  /**
   * A list, or what is asked at every assignment: after the calls of `handle` under the one before
   * have settled, and before any under the new one. A rejection ends the subscription. Partitions
   * that are left out are not followed.
   */
  readonly from: FollowFrom<T>;
  /** Records of one batch at most. @default 10000 */
  readonly maxBatch?: number;
  /**
   * Called with records of one topic, in offset order per partition, one call at a time per topic.
   * The next call of that topic comes only after the promise resolved; a rejection ends the
   * subscription and rejects `done`.
   */
  readonly handle: (batch: readonly LogRecord<T>[]) => Promise<void>;
};

export type Subscription = {
  /**
   * Resolves after `close`. Rejects with what `handle` or `from` threw, with `LogPositionError` for a `from`
   * outside the bounds, with `LogCorruptedError` for a record that cannot be read; all topics have
   * stopped then.
   */
  readonly done: Promise<void>;
  /** Stops after the call in flight; not to be awaited inside `handle`. */
  readonly close: () => Promise<void>;
};

/**
 * An append-only log. Adapters: `lmdb` (durable, one process), `kafka` (durable, many processes) and
 * `memory` (tests). The contract suite in `contract/` says what every adapter must hold.
 */
export type EventLog<T extends string = Topic> = {
  /**
   * Appends and resolves, in the order given, once the records survive a crash. Calls that wait
   * together share one commit. Rejects with `LogUnavailableError` (retryable) when the log cannot take
   * them: then none was appended, but on Kafka, where an answer may be lost, any of them may have
   * been or may still be. Appended again with the same event ids, each counts once.
   */
  readonly append: (records: readonly NewRecord<T>[]) => Promise<readonly RecordPosition<T>[]>;
  /** Delivers durable records only, from the given offsets on, for ever. */
  readonly follow: (options: FollowOptions<T>) => Subscription;
  /** Bounds of every partition of every topic, durable records only. */
  readonly bounds: () => Promise<readonly PartitionBounds<T>[]>;
  /** One record, or null where the log holds none. Rejects with `LogCorruptedError`. */
  readonly read: (position: RecordPosition<T>) => Promise<LogRecord<T> | null>;
  /** Ends subscriptions, commits what waits, releases the files. All calls reject afterwards. */
  readonly close: () => Promise<void>;
};
