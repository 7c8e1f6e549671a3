import type { EventLog, LogRecord, NewRecord, RecordPosition, Topic } from '../event-log.ts';

/** A fresh, empty log and how to get rid of it. */
export type LogUnderTest<T extends string = Topic> = {
  readonly log: EventLog<T>;
  /** Partitions of each topic; at least 3. */
  readonly partitions: number;
  /** Whether append times are those of the clock given; otherwise the log's servers have their own. */
  readonly hasGivenClock: boolean;
  /**
   * Whether a backlog comes oldest append first and in batches as full as they can be; otherwise as
   * its partitions are fetched.
   */
  readonly isGathered: boolean;
  /** Closes whatever is open and removes the files. */
  dispose(): Promise<void>;
};

/** A log whose records outlive its process. */
export type DurableLogUnderTest<T extends string = Topic> = LogUnderTest<T> & {
  /** Closes the log and opens its files again. */
  reopen(): Promise<EventLog<T>>;
};

/** The topics of a log under test, in the order it was opened with; records are of the first one. */
export type TestedTopics<T extends string> = readonly [T, ...T[]];

/** Makes a log whose clock, where it is given one, gives 1000, 1001, 1002, … ms. */
export type LogFactory<L> = () => Promise<L>;

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

/** Makes records of one topic. */
export const recordsOf =
  <T extends string>(topic: T) =>
  (key: string, value = key): NewRecord<T> => ({ topic, key, value: bytes(value) });

export const vote = recordsOf('emberlog.votes');

/** A start at offset 0 of every partition of the topic. */
export const beginning = <T extends string>(
  topic: T,
  partitions: number,
): readonly RecordPosition<T>[] =>
  Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 }));

/** Every record the log holds, partition by partition. */
export async function readAll<T extends string>(
  log: EventLog<T>,
): Promise<readonly (LogRecord<T> | null)[]> {
  const records: (LogRecord<T> | null)[] = [];
  for (const { topic, partition, first, end } of await log.bounds()) {
    for (let offset = first; offset < end; offset += 1) {
      records.push(await log.read({ topic, partition, offset }));
    }
  }
  return records;
}
