import type { LogRecord, RecordPosition } from '../event-log.ts';
import type { DurableRecords } from './durable-records.ts';

/** Records fetched from the store at once. */
const CHUNK = 256;

/** A cursor over one partition, with its next records at hand. */
export type PartitionReader<T extends string> = {
  /** The next record, or undefined at the end of the partition. */
  peek(): LogRecord<T> | undefined;
  /** Moves past the record that `peek` gave. */
  advance(): void;
  /** Whether `peek` would give a record; reads nothing. */
  hasMore(): boolean;
};

export function createPartitionReader<T extends string>(
  store: DurableRecords<T>,
  { topic, partition, offset }: RecordPosition<T>,
): PartitionReader<T> {
  let next = offset;
  let chunk: readonly LogRecord<T>[] = [];
  let at = 0;

  const hasMore = (): boolean => {
    const bounds = store.bounds(topic, partition);
    return bounds !== null && next < bounds.end;
  };

  return {
    hasMore,
    peek() {
      if (at === chunk.length && hasMore()) {
        chunk = store.scan({ topic, partition, offset: next }, CHUNK);
        at = 0;
      }
      return chunk[at];
    },
    advance() {
      at += 1;
      next += 1;
    },
  };
}
