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
import { LogCorruptedError } from '../log-corrupted-error.ts';

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

/** Records of a partition that wait at most before it is told to pause. */
const ENOUGH = 10_000;

type Waiting = { readonly of: TopicPartition; next: number; records: LogRecord[]; isFull: boolean };

export const createAssignedRecords = (options: AssignedRecordsOptions): AssignedRecords => {
  const { starts, maxBatch, handle, onRoom } = options;
  const waiting = new Map<string, Waiting>(
    starts.map(({ topic, partition, offset }) => [
      nameOf({ topic, partition }),
      { of: { topic, partition }, next: offset, records: [], isFull: false },
    ]),
  );
  const signal = createAppendSignal();
  let stopped = false;

  /** Records of one topic that wait, of its partitions in turn. */
  const take = (topic: Topic): readonly LogRecord[] => {
    const batch: LogRecord[] = [];
    for (const [name, each] of waiting) {
      const room = maxBatch - batch.length;
      if (each.of.topic !== topic || each.records.length === 0 || room === 0) continue;
      for (const record of each.records.slice(0, room)) batch.push(record);
      each.records = each.records.slice(room);
      // Behind the others: none is passed over for ever.
      waiting.delete(name);
      waiting.set(name, each);
      if (!each.isFull || each.records.length > ENOUGH / 2) continue;
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
      const fresh = records.filter(({ offset }) => offset >= found.next);
      const [first] = fresh;
      if (first !== undefined && first.offset !== found.next) {
        throw new LogCorruptedError('is missing', { ...of, offset: found.next });
      }
      found.next += fresh.length;
      found.records = found.records.length === 0 ? fresh : [...found.records, ...fresh];
      found.isFull = found.records.length >= ENOUGH;
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
