import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FollowOptions, Subscription, TopicPartition } from '../event-log.ts';
import type { AppendSignal } from './append-signal.ts';
import { checkStart } from './check-start.ts';
import type { DurableRecords } from './durable-records.ts';
import { createPartitionReader } from './partition-reader.ts';
import type { PartitionReader } from './partition-reader.ts';
import { readBatch } from './read-batch.ts';

const DEFAULT_MAX_BATCH = 10_000;

/**
 * Follows with one loop per topic, in one assignment: a log of one process has no other followers of
 * a group. The first failure of any loop (of `handle`, of reading, of a
 * start outside the bounds) stops them all and rejects `done` when the last has stopped.
 */
export function subscribe<T extends string>(
  store: DurableRecords<T>,
  signal: AppendSignal,
  { from, maxBatch = DEFAULT_MAX_BATCH, handle }: FollowOptions<T>,
  onEnd: () => void,
): Subscription {
  const stop = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => {
      resolve();
      signal.ring();
    });
  });

  const stopping = (): boolean => stop.signal.aborted;

  async function followTopic(readers: readonly PartitionReader<T>[]): Promise<void> {
    while (!stopping()) {
      if (readers.some((reader) => reader.hasMore())) {
        const batch = await readBatch(readers, maxBatch);
        if (stopping()) return;
        await handle(batch);
        // Batches of one record and a handler that never waits would otherwise starve all else.
        await nextTurn();
      } else {
        await signal.next();
      }
    }
  }

  async function run(): Promise<void> {
    let loops: readonly Promise<void>[] = [];
    try {
      const starts =
        typeof from === 'function'
          ? await from({ partitions: partitionsOf(store), lost: stop.signal })
          : from;
      if (stopping()) return;
      checkStart(store, starts, maxBatch);
      loops = store.topics
        .map((topic) => starts.filter((start) => start.topic === topic))
        .filter((own) => own.length > 0)
        .map((own) => followTopic(own.map((start) => createPartitionReader(store, start))));
      await Promise.all([stopped, ...loops]);
    } finally {
      stop.abort();
      await Promise.allSettled(loops);
      onEnd();
    }
  }

  const done = run();
  return {
    done,
    async close() {
      stop.abort();
      await Promise.allSettled([done]);
    },
  };
}

const partitionsOf = <T extends string>(store: DurableRecords<T>): readonly TopicPartition<T>[] =>
  store.topics.flatMap((topic) => {
    const found: TopicPartition<T>[] = [];
    while (store.bounds(topic, found.length) !== null) {
      found.push({ topic, partition: found.length });
    }
    return found;
  });
