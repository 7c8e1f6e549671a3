import { checkRecords } from '../check-records.ts';
import type { EventLog, LogRecord, NewRecord, RecordPosition, Topic } from '../event-log.ts';
import { createSubscriptions } from '../follow/subscriptions.ts';
import { logTopics } from '../log-topics.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { checkPartitions, partitionOf } from '../partition-of.ts';

export type MemoryLogOptions<T extends string = Topic> = {
  /** @default TOPICS, those of the read model */
  readonly topics?: readonly T[];
  /** Partitions of each topic, at least 1. */
  readonly partitions: number;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
};

/** A log that lives and dies with its process, for tests and demonstrations. Throws a `RangeError` for a list of topics it cannot have. */
export function createMemoryLog<T extends string = Topic>(
  options: MemoryLogOptions<T>,
): EventLog<NoInfer<T>> {
  const { partitions, clock } = options;
  const topics = logTopics(options.topics);
  checkPartitions(partitions);
  const records = new Map<T, readonly LogRecord<T>[][]>(
    topics.map((topic) => [topic, Array.from({ length: partitions }, (): LogRecord<T>[] => [])]),
  );
  let closed = false;

  const recordsOf = (topic: T, partition: number): LogRecord<T>[] | undefined =>
    records.get(topic)?.[partition];

  const subscriptions = createSubscriptions<T>({
    topics,
    bounds(topic, partition) {
      const held = recordsOf(topic, partition);
      return held === undefined ? null : { topic, partition, first: 0, end: held.length };
    },
    scan: ({ topic, partition, offset }, limit) =>
      recordsOf(topic, partition)?.slice(offset, offset + limit) ?? [],
  });

  function add({ topic, key, value }: NewRecord<T>, appended: number): RecordPosition<T> {
    const partition = partitionOf(key, partitions);
    const held = recordsOf(topic, partition);
    if (held === undefined) throw new RangeError(`there is no topic ${topic}`);
    const position = { topic, partition, offset: held.length };
    held.push({ ...position, appended, key, value: Uint8Array.from(value) });
    return position;
  }

  /** Every method answers through here, so that a closed log refuses them alike. */
  const whileOpen = <A>(answer: () => A): Promise<A> =>
    new Promise((resolve) => {
      if (closed) throw new LogUnavailableError('the log is closed');
      resolve(answer());
    });

  return {
    append: (appending) =>
      whileOpen(() => {
        checkRecords(topics, appending);
        const appended = clock();
        const positions = appending.map((record) => add(record, appended));
        subscriptions.wake();
        return positions;
      }),
    follow: (options) => subscriptions.follow(options),
    bounds: () =>
      whileOpen(() =>
        [...records].flatMap(([topic, held]) =>
          held.map(({ length }, partition) => ({ topic, partition, first: 0, end: length })),
        ),
      ),
    read: ({ topic, partition, offset }) =>
      whileOpen(() => recordsOf(topic, partition)?.[offset] ?? null),
    async close() {
      closed = true;
      await subscriptions.close();
    },
  };
}
