import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Producer, type RecordMetadata } from 'kafkajs';
import type { NewRecord, RecordPosition } from '../event-log.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { partitionOf } from '../partition-of.ts';
import type { KafkaCluster } from './kafka-options.ts';

/** Sends groups of records, one after the other. */
export type Sender<T extends string> = {
  /**
   * Resolves once all in-sync replicas have the records; positions in the order given. Of records
   * that it rejects for, any may be stored, now or a little later.
   */
  readonly send: (records: readonly NewRecord<T>[]) => Promise<readonly RecordPosition<T>[]>;
  /** Why nothing is sent now, or null. */
  readonly trouble: () => string | null;
  readonly close: () => Promise<void>;
};

/** An answer that takes longer is taken for none. */
const DEADLINE_MS = 4_000;
const PROBE_EVERY_MS = 1_000;

/**
 * Bytes of values sent at a time. A partition's share is one batch to the broker, which takes no
 * batch beyond what the topic allows for one message.
 */
export const MAX_SENT_BYTES = 1024 * 1024;

/**
 * A sender over an idempotent producer. A producer that failed may have lost count of what the broker
 * took, so the next send has a new one; while the brokers are gone it refuses at once and looks for
 * them by itself.
 */
export const createSender = <T extends string>(cluster: KafkaCluster<T>): Sender<T> => {
  const { partitions } = cluster.options;
  let producer: Producer | null = null;
  let trouble: string | null = null;
  const closing = new AbortController();

  const connect = async (): Promise<Producer> => {
    const made = cluster.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 500 },
    });
    try {
      await withDeadline(made.connect());
      return made;
    } catch (error) {
      abandon(made);
      throw error;
    }
  };

  const isClosing = (): boolean => closing.signal.aborted;

  const probe = async (): Promise<void> => {
    while (trouble !== null && !isClosing()) {
      await Promise.allSettled([pause(PROBE_EVERY_MS, undefined, { signal: closing.signal })]);
      if (isClosing()) return;
      try {
        producer = await connect();
        trouble = null;
      } catch (error) {
        trouble = sentence(error);
      }
    }
  };

  const fail = (error: unknown): never => {
    // Whatever failed, the producer has lost count: it takes back the numbers of every partition of
    // the request, also of those that were written, and what came next under them would be taken for
    // a repetition and dropped.
    if (producer !== null) abandon(producer);
    producer = null;
    // The broker answered, and of these records only: others may be sent.
    if (isRefusal(error)) throw new LogUnavailableError(refusal(error), { cause: error });
    const isFirst = trouble === null;
    trouble = sentence(error);
    if (isFirst) void probe();
    throw new LogUnavailableError(trouble, { cause: error });
  };

  const sendOnce = async (
    records: readonly NewRecord<T>[],
  ): Promise<readonly RecordPosition<T>[]> => {
    if (trouble !== null) throw new LogUnavailableError(trouble);
    try {
      producer ??= await connect();
      const placed = records.map((record) => ({
        ...record,
        partition: partitionOf(record.key, partitions),
      }));
      const answers = await withDeadline(
        producer.sendBatch({
          acks: -1,
          timeout: DEADLINE_MS,
          topicMessages: messagesOf(placed, cluster),
        }),
      );
      return positionsOf(placed, answers, cluster);
    } catch (error) {
      return fail(error);
    }
  };

  return {
    trouble: () => trouble,
    send: async (records) => {
      const positions: RecordPosition<T>[] = [];
      for (const slice of slicesOf(records)) positions.push(...(await sendOnce(slice)));
      return positions;
    },
    close: async () => {
      closing.abort();
      await producer?.disconnect();
      producer = null;
    },
  };
};

/** In the order given, each with at most so many bytes, or one record. */
const slicesOf = <T extends string>(
  records: readonly NewRecord<T>[],
): readonly (readonly NewRecord<T>[])[] => {
  const slices: NewRecord<T>[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    bytes += record.value.byteLength;
    const open = slices.at(-1);
    if (open !== undefined && bytes <= MAX_SENT_BYTES) {
      open.push(record);
      continue;
    }
    slices.push([record]);
    bytes = record.value.byteLength;
  }
  return slices;
};

type Placed<T extends string> = NewRecord<T> & { readonly partition: number };

const messagesOf = <T extends string>(placed: readonly Placed<T>[], { nameOf }: KafkaCluster<T>) =>
  [...new Set(placed.map(({ topic }) => topic))].map((topic) => ({
    topic: nameOf(topic),
    messages: placed
      .filter((record) => record.topic === topic)
      .map(({ key, value, partition }) => ({ key, value: Buffer.from(value), partition })),
  }));

/** Records of one partition lie in the order they were given, from the base offset of its answer on. */
const positionsOf = <T extends string>(
  placed: readonly Placed<T>[],
  answers: readonly RecordMetadata[],
  { nameOf }: KafkaCluster<T>,
): readonly RecordPosition<T>[] => {
  const next = new Map(
    answers.map(({ topicName, partition, baseOffset }) => [
      `${topicName} ${partition}`,
      Number(baseOffset),
    ]),
  );
  return placed.map(({ topic, partition }) => {
    const place = `${nameOf(topic)} ${partition}`;
    const offset = next.get(place);
    if (offset === undefined) throw new LogUnavailableError(`Kafka did not answer for ${place}`);
    next.set(place, offset + 1);
    return { topic, partition, offset };
  });
};

/** Lets go of a producer that may never answer. */
const abandon = (producer: Producer): void => {
  producer.disconnect().catch(() => undefined);
};

const REFUSALS = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

const isRefusal = (error: unknown): error is InstanceType<typeof kafkajs.KafkaJSProtocolError> =>
  error instanceof kafkajs.KafkaJSProtocolError && REFUSALS.has(error.type);

const refusal = ({ type, message }: InstanceType<typeof kafkajs.KafkaJSProtocolError>): string =>
  `Kafka refuses the records: ${message} (${type})`;

const sentence = (error: unknown): string =>
  `Kafka cannot be reached: ${error instanceof Error ? error.message : 'unknown error'}`;

const withDeadline = async <T>(work: Promise<T>): Promise<T> => {
  const over = new AbortController();
  work.catch(() => undefined);
  try {
    return await Promise.race([
      work,
      pause(DEADLINE_MS, undefined, { signal: over.signal }).then(() => {
        throw new LogUnavailableError('no answer within four seconds');
      }),
    ]);
  } finally {
    over.abort();
  }
};
