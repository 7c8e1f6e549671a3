import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAppendSignal } from '../follow/append-signal.ts';
import type { FollowOptions, LogRecord, RecordPosition, TopicPartition } from '../event-log.ts';
import { MAX_BATCH_BYTES } from '../follow/read-batch.ts';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { valueBytes } from '../value-bytes.ts';

/** The records of one assignment on their way to `handle`. */
export type AssignedRecords<T extends string> = {
  /** Takes what was fetched; says whether the partition is to give no more for now. */
  readonly offer: (of: TopicPartition<T>, records: readonly LogRecord<T>[]) => 'more' | 'enough';
  /** Calls `handle` until stopped; rejects with what it threw. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
};

export type AssignedRecordsOptions<T extends string> = Pick<FollowOptions<T>, 'handle'> & {
  readonly topics: readonly T[];
  readonly starts: readonly RecordPosition<T>[];
  readonly maxBatch: number;
  /** A partition that had enough may give more. */
  readonly onRoom: (of: TopicPartition<T>) => void;
};

/** Records, and bytes of their values, that may wait of all partitions together. */
const MAX_WAITING = 60_000;
const MAX_WAITING_BYTES = 32 * 1024 * 1024;

type Waiting<T extends string> = {
  readonly of: TopicPartition<T>;
  next: number;
  records: LogRecord<T>[];
  bytes: number;
  isFull: boolean;
};

export const createAssignedRecords = <T extends string>(
  options: AssignedRecordsOptions<T>,
): AssignedRecords<T> => {
  const { topics, starts, maxBatch, handle, onRoom } = options;
  const waiting = new Map<string, Waiting<T>>(
    starts.map(({ topic, partition, offset }) => [
      nameOf({ topic, partition }),
      { of: { topic, partition }, next: offset, records: [], bytes: 0, isFull: false },
    ]),
  );
  // Of a partition, before it is told to pause; what was fetched by then may come on top.
  const enough = Math.ceil(MAX_WAITING / Math.max(1, starts.length));
  const enoughBytes = Math.ceil(MAX_WAITING_BYTES / Math.max(1, starts.length));
  const signal = createAppendSignal();
  let stopped = false;

  /** Records of one topic that wait, of its partitions in turn. */
  const take = (topic: T): readonly LogRecord<T>[] => {
    const batch: LogRecord<T>[] = [];
    let bytes = 0;
    for (const [name, each] of waiting) {
      if (each.of.topic !== topic || each.records.length === 0) continue;
      if (batch.length >= maxBatch || bytes >= MAX_BATCH_BYTES) break;
      let taken = 0;
      for (const record of each.records) {
        if (batch.length >= maxBatch || bytes >= MAX_BATCH_BYTES) break;
        batch.push(record);
        bytes += record.value.byteLength;
        taken += 1;
      }
      each.records = each.records.slice(taken);
      each.bytes = valueBytes(each.records);
      // Behind the others: none is passed over for ever.
      waiting.delete(name);
      waiting.set(name, each);
      if (!each.isFull || each.records.length > enough / 2 || each.bytes > enoughBytes / 2)
        continue;
      each.isFull = false;
      onRoom(each.of);
    }
    return batch;
  };

  const isStopped = (): boolean => stopped;

  const loop = async (topic: T): Promise<void> => {
    while (!isStopped()) {
      const batch = take(topic);
      if (batch.length === 0) {
        await signal.next();
        continue;
      }
      await handle(batch);
      await nextTurn();
    }
  };

  const stop = (): void => {
    stopped = true;
    signal.ring();
  };

  return {
    stop,
    offer: (of, records) => {
      const found = waiting.get(nameOf(of));
      if (found === undefined || stopped) return 'enough';
      const [first] = records;
      if (first === undefined) return found.isFull ? 'enough' : 'more';
      // As after a topic was made anew: where the tables are, is to be held against it again.
      if (first.offset < found.next) throw goneBack(of, first.offset, found.next);
      if (first.offset > found.next) {
        throw new LogCorruptedError('is missing', { ...of, offset: found.next });
      }
      found.next += records.length;
      found.records = found.records.length === 0 ? [...records] : [...found.records, ...records];
      found.bytes += valueBytes(records);
      found.isFull = found.records.length >= enough || found.bytes >= enoughBytes;
      signal.ring();
      return found.isFull ? 'enough' : 'more';
    },
    run: async () => {
      const loops = topics
        .filter((topic) => starts.some((start) => start.topic === topic))
        .map(loop);
      try {
        await Promise.all(loops);
      } finally {
        stop();
        await Promise.allSettled(loops);
      }
    },
  };
};

const nameOf = ({ topic, partition }: TopicPartition<string>): string => `${topic} ${partition}`;

const goneBack = (of: TopicPartition<string>, offset: number, next: number): LogUnavailableError =>
  new LogUnavailableError(
    `Kafka gave ${of.topic} partition ${of.partition} from ${offset} on, though ${next} comes next: its log was cut or made anew`,
  );
