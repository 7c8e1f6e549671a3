import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAppendSignal } from '../follow/append-signal.ts';
import {
  TOPICS,
  type FollowOptions,
  type LogRecord,
  type RecordPosition,
  type Topic,
  type TopicPartition,
} from '../event-log.ts';
import { MAX_BATCH_BYTES } from '../follow/read-batch.ts';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { valueBytes } from '../value-bytes.ts';

/** The records of one assignment on their way to `handle`. */
export type AssignedRecords = {
  /** Takes what was fetched; says whether the partition is to give no more for now. */
  readonly offer: (of: TopicPartition, records: readonly LogRecord[]) => 'more' | 'enough';
  /** Calls `handle` until stopped; rejects with what it threw. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
};

export type AssignedRecordsOptions = Pick<FollowOptions, 'handle'> & {
  readonly starts: readonly RecordPosition[];
  readonly maxBatch: number;
  /** A partition that had enough may give more. */
  readonly onRoom: (of: TopicPartition) => void;
};

/** Records, and bytes of their values, that may wait of all partitions together. */
const MAX_WAITING = 60_000;
const MAX_WAITING_BYTES = 32 * 1024 * 1024;

type Waiting = {
  readonly of: TopicPartition;
  next: number;
  records: LogRecord[];
  bytes: number;
  isFull: boolean;
};

export const createAssignedRecords = (options: AssignedRecordsOptions): AssignedRecords => {
  const { starts, maxBatch, handle, onRoom } = options;
  const waiting = new Map<string, Waiting>(
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
  const take = (topic: Topic): readonly LogRecord[] => {
    const batch: LogRecord[] = [];
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

  const loop = async (topic: Topic): Promise<void> => {
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
      const topics = TOPICS.filter((topic) => starts.some((start) => start.topic === topic));
      const loops = topics.map(loop);
      try {
        await Promise.all(loops);
      } finally {
        stop();
        await Promise.allSettled(loops);
      }
    },
  };
};

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic} ${partition}`;

const goneBack = (of: TopicPartition, offset: number, next: number): LogUnavailableError =>
  new LogUnavailableError(
    `Kafka gave ${of.topic} partition ${of.partition} from ${offset} on, though ${next} comes next: its log was cut or made anew`,
  );
