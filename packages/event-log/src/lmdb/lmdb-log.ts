import { checkRecords } from '../check-records.ts';
import type { EventLog, NewRecord, PartitionBounds, RecordPosition, Topic } from '../event-log.ts';
import { createSubscriptions } from '../follow/subscriptions.ts';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { logTopics } from '../log-topics.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { LogWriteError } from '../log-write-error.ts';
import { checkPartitions, partitionOf } from '../partition-of.ts';
import { leaveClosedMark } from './closed-mark.ts';
import { copyLog } from './copied-log.ts';
import { createGroupCommit } from '../group-commit.ts';
import type { Commit } from '../group-commit.ts';
import { renewLockFile } from './lock-file.ts';
import { openStore } from './open-store.ts';

export type LmdbLogOptions<T extends string = Topic> = {
  /** Directory of the log's files, of its own for each log; made if it does not exist. */
  readonly path: string;
  /** @default TOPICS, those of the read model */
  readonly topics?: readonly T[];
  /** Partitions of each topic, at least 1; fixed for the life of the log. */
  readonly partitions: number;
  /** Wall clock, ms UTC; read once per commit. */
  readonly clock: () => number;
  /** Records that may wait for a commit before `append` is refused. @default 100000 */
  readonly maxWaiting?: number;
  /** The caller holds a lock that keeps other processes out: leftovers of earlier ones are removed. @default false */
  readonly alone?: boolean;
  /** Told of each commit, for metrics. */
  readonly onCommit?: (commit: Commit) => void;
};

/** A log in files of its own. */
export type LmdbLog<T extends string = Topic> = EventLog<T> & {
  /**
   * Copies the log into a new directory while it goes on; resolves with the bounds of the copy, which has
   * every record whose append was answered before. The copy is not synced. Rejects with the system's
   * error, and with `LogCorruptedError` where the copy is not whole.
   */
  readonly copyTo: (directory: string) => Promise<readonly PartitionBounds<T>[]>;
  /**
   * Removes what lies before these positions, but for the last record of a partition. Followers that
   * are still there fail. Rejects with `LogWriteError`, and once closed with `LogUnavailableError`.
   */
  readonly trim: (before: readonly RecordPosition<T>[]) => Promise<void>;
};

/**
 * Opens the durable log of one process. An append resolves after its fsync; calls that wait
 * together share it. Throws `PartitionCountError` when the log has another number of partitions,
 * `LogCorruptedError` when its data file is damaged, the system's error when it cannot be written, a
 * `RangeError` for a number of partitions or a list of topics that no log can have.
 */
export function openLmdbLog<T extends string = Topic>(
  options: LmdbLogOptions<T>,
): LmdbLog<NoInfer<T>> {
  const { path, partitions, clock, maxWaiting = 100_000, onCommit = () => undefined } = options;
  const topics = logTopics(options.topics);
  checkPartitions(partitions);
  if (options.alone === true) renewLockFile(path);
  const { store, ends } = openStore(path, topics, partitions);
  let closing: Promise<void> | null = null;
  let failure: LogWriteError | null = null;
  let copying: Promise<unknown> = Promise.resolve();

  const subscriptions = createSubscriptions<T>({
    topics,
    bounds: (topic, partition) => ends.bounds(topic, partition),
    scan(from, limit) {
      const records = store.scan(from, limit);
      if (records.length === 0) throw new LogCorruptedError('is missing', from);
      return records;
    },
  });

  async function write(records: readonly NewRecord<T>[]): Promise<readonly RecordPosition<T>[]> {
    // Calls that waited for the write that failed come here too: what is damaged must write no more.
    if (failure !== null) throw failure;
    const appended = clock();
    const reservation = ends.reserve();
    const placed = records.map(({ topic, key, value }) => {
      const partition = partitionOf(key, partitions);
      return {
        topic,
        partition,
        offset: reservation.next(topic, partition),
        appended,
        key,
        value,
      };
    });
    try {
      await store.write(placed);
      reservation.confirm();
    } catch (error) {
      // A failed commit may still have reached the disk: only the store knows where it ends now.
      ends.reload();
      if (error instanceof LogWriteError) failure = error;
      throw error;
    } finally {
      subscriptions.wake();
    }
    return placed.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  }

  async function cut({ topic, partition, offset }: RecordPosition<T>): Promise<void> {
    const firstOf = (): number => ends.bounds(topic, partition)?.first ?? 0;
    // Without its last record a partition would begin again at 0.
    const wanted = Math.min(offset, (ends.bounds(topic, partition)?.end ?? 0) - 1);
    while (closing === null && firstOf() < wanted) {
      if (failure !== null) throw failure;
      try {
        const removed = await store.removeBefore({ topic, partition, offset: wanted });
        ends.cut({ topic, partition, offset: firstOf() + removed });
        if (removed === 0) return;
      } catch (error) {
        ends.reload();
        if (error instanceof LogWriteError) failure = error;
        throw error;
      }
    }
  }

  let cutting: Promise<void> = Promise.resolve();
  function trim(before: readonly RecordPosition<T>[]): Promise<void> {
    const done = cutting.then(async () => {
      for (const position of before) await cut(position);
    });
    cutting = done.catch(() => undefined);
    return done;
  }

  const commits = createGroupCommit<T>({ write, maxWaiting, onCommit });

  /** Every method answers through here, so that a closed log refuses them alike. */
  const whileOpen = <A>(answer: () => A | Promise<A>): Promise<A> =>
    new Promise((resolve) => {
      if (closing !== null) throw new LogUnavailableError('the log is closed');
      resolve(answer());
    });

  async function shutDown(): Promise<void> {
    await subscriptions.close();
    await commits.drained();
    // The engine would copy from files that it no longer has.
    await copying;
    await cutting;
    await store.close();
    // What an engine left behind that failed, the next opening looks at.
    if (failure === null) leaveClosedMark(path);
  }

  return {
    append: (records) =>
      whileOpen(() => {
        checkRecords(topics, records);
        return commits.append(records);
      }),
    follow: (followed) => subscriptions.follow(followed),
    bounds: () => whileOpen(() => ends.all()),
    trim: (before) => whileOpen(() => trim(before)),
    read: (position) => whileOpen(() => (ends.holds(position) ? store.read(position) : null)),
    copyTo: (directory) =>
      whileOpen(() => {
        const copied = copyLog(store, directory, topics, partitions);
        copying = Promise.allSettled([copying, copied]);
        return copied;
      }),
    close: () => (closing ??= shutDown()),
  };
}
