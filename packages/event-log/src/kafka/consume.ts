import { randomUUID } from 'node:crypto';
import kafkajs, { type Consumer, type EachBatchPayload } from 'kafkajs';
import type { LogRecord, RecordPosition, TopicPartition } from '../event-log.ts';
import type { KafkaCluster } from './kafka-options.ts';
import { toRecord } from './to-record.ts';

/** Hears what one consumer of all topics of the log gets, and what becomes of its partitions. */
export type ConsumeOptions<T extends string> = {
  readonly cluster: KafkaCluster<T>;
  /** Absent: a group of its own, which ends with it. */
  readonly group?: string | undefined;
  /** New partitions; none of them gives records before `seek`. */
  readonly onAssigned: (partitions: readonly TopicPartition<T>[]) => void;
  /** The partitions may go to another member from now on. */
  readonly onLost: () => void;
  readonly onRecords: (of: TopicPartition<T>, records: readonly LogRecord<T>[]) => void;
  /** The consumer ended by itself. */
  readonly onCrash: (error: Error) => void;
};

export type Consuming<T extends string> = {
  /** Gives records of a partition from an offset on. */
  readonly seek: (of: TopicPartition<T>, offset: number) => void;
  readonly pause: (of: TopicPartition<T>) => void;
  readonly resume: (of: TopicPartition<T>) => void;
  /** Leaves the offsets that come next with the group, for those who watch it; rejects while it shares out. */
  readonly commit: (next: readonly RecordPosition<T>[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Longest time a lone record waits for others, and the look at partitions that were resumed, ms. */
const MAX_WAIT_MS = 20;
const DEFAULT_SESSION_MS = 30_000;
const HEARTBEATS_PER_SESSION = 10;

/** So many restarts within so long a time, and the consumer gives up. */
const MAX_RESTARTS = 10;
const RESTARTS_WITHIN_MS = 30_000;

/**
 * One kafkajs consumer; it begins with all paused, wherever its group's offsets stand. Where an offset is no
 * longer there, kafkajs goes to the first one that is: whoever gets the records must see the gap.
 */
export const consume = async <T extends string>(
  options: ConsumeOptions<T>,
): Promise<Consuming<T>> => {
  const { cluster, onRecords } = options;
  const sessionTimeout = cluster.options.sessionTimeoutMs ?? DEFAULT_SESSION_MS;
  const restarts = createRestarts();
  const groupId = options.group ?? `emberlog-alone-${randomUUID()}`;
  const consumer = cluster.kafka.consumer({
    groupId,
    sessionTimeout,
    heartbeatInterval: sessionTimeout / HEARTBEATS_PER_SESSION,
    rebalanceTimeout: 2 * sessionTimeout,
    maxWaitTimeInMs: MAX_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: {
      // The first group of a cluster waits for its coordinator.
      retries: 8,
      maxRetryTime: 1_000,
      initialRetryTime: 100,
      // A broker that answers wrongly will answer rightly, as of a topic that was just made; one that
      // does not answer is the caller's to see.
      restartOnFailure: (error) =>
        Promise.resolve(error instanceof kafkajs.KafkaJSProtocolError && restarts.oneMore()),
    },
  });
  const topicOf = new Map<string, T>(cluster.topics.map((topic) => [cluster.nameOf(topic), topic]));
  const placeOf = ({ topic, partition }: TopicPartition<T>) => ({
    topic: cluster.nameOf(topic),
    partition,
  });
  const pause = (of: TopicPartition<T>): void => {
    consumer.pause([{ topic: cluster.nameOf(of.topic), partitions: [of.partition] }]);
  };

  const { GROUP_JOIN, REBALANCING, CRASH } = consumer.events;
  consumer.on(REBALANCING, options.onLost);
  consumer.on(CRASH, ({ payload }) => {
    options.onLost();
    if (!payload.restart) options.onCrash(payload.error);
  });
  // Its listeners are not waited for: until they have been told where to begin, partitions are paused.
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const partitions = Object.entries(payload.memberAssignment).flatMap(([name, numbers]) => {
      const topic = topicOf.get(name);
      return topic === undefined ? [] : numbers.map((partition) => ({ topic, partition }));
    });
    for (const each of partitions) pause(each);
    options.onAssigned(partitions);
  });

  const close = async (): Promise<void> => {
    restarts.end();
    await endConsumer(consumer, cluster, options.group === undefined ? groupId : null);
  };
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topicOf.keys()], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: cluster.topics.length,
      eachBatch: async (fetched: EachBatchPayload) => {
        const { batch } = fetched;
        const topic = topicOf.get(batch.topic);
        if (topic === undefined || fetched.isStale()) return;
        const of = { topic, partition: batch.partition };
        onRecords(
          of,
          batch.messages.map((message) => toRecord(of, message)),
        );
        fetched.resolveOffset(batch.lastOffset());
        await Promise.resolve();
      },
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pause,
    seek: (of, offset) => {
      consumer.seek({ ...placeOf(of), offset: String(offset) });
    },
    resume: ({ topic, partition }) => {
      consumer.resume([{ topic: cluster.nameOf(topic), partitions: [partition] }]);
    },
    commit: async (next) => {
      await consumer.commitOffsets(
        next.map((each) => ({ ...placeOf(each), offset: String(each.offset) })),
      );
    },
    close,
  };
};

/** Counts restarts; beyond a number in a time, and once ended, there is none. */
const createRestarts = () => {
  const times: number[] = [];
  let ended = false;
  return {
    oneMore: (): boolean => {
      const now = performance.now();
      times.push(now);
      while ((times[0] ?? now) < now - RESTARTS_WITHIN_MS) times.shift();
      return !ended && times.length <= MAX_RESTARTS;
    },
    end: () => {
      ended = true;
    },
  };
};

/** Leaves the group, and forgets a group that nobody else is in. */
const endConsumer = async (
  consumer: Consumer,
  { kafka }: Pick<KafkaCluster<string>, 'kafka'>,
  group: string | null,
): Promise<void> => {
  await consumer.disconnect().catch(() => undefined);
  if (group === null) return;
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([group]);
  } catch {
    // An empty group is forgotten by the brokers as well, later.
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};
