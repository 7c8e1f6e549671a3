import type { EventLog, LogRecord, NewRecord, RecordPosition, Topic } from '../event-log.ts';

/** A fresh, empty log and how to get rid of it. */
export type LogUnderTest = {
  readonly log: EventLog;
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
export type DurableLogUnderTest = LogUnderTest & {
  /** Closes the log and opens its files again. */
  reopen(): Promise<EventLog>;
};

/** Makes a log whose clock, where it is given one, gives 1000, 1001, 1002, … ms. */
export type LogFactory<T extends LogUnderTest = LogUnderTest> = () => Promise<T>;

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

export const vote = (key: string, value = key): NewRecord => ({
  topic: 'emberlog.votes',
  key,
  value: bytes(value),
});

/** A start at offset 0 of every partition of the topic. */
export const beginning = (topic: Topic, partitions: number): readonly RecordPosition[] =>
  Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 }));

/** Every record the log holds, partition by partition. */
export async function readAll(log: EventLog): Promise<readonly (LogRecord | null)[]> {
  const records: (LogRecord | null)[] = [];
  for (const { topic, partition, first, end } of await log.bounds()) {
    for (let offset = first; offset < end; offset += 1) {
      records.push(await log.read({ topic, partition, offset }));
    }
  }
  return records;
}
