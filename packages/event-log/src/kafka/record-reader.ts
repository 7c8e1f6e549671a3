import type { LogRecord, RecordPosition, TopicPartition } from '../event-log.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { consume, type Consuming } from './consume.ts';
import type { KafkaCluster } from './kafka-options.ts';
import { unavailable } from './unavailable.ts';

/** Reads single records that are known to be there. */
export type RecordReader<T extends string> = {
  readonly read: (position: RecordPosition<T>) => Promise<LogRecord<T>>;
  readonly close: () => Promise<void>;
};

type Wanted<T extends string> = {
  readonly position: RecordPosition<T>;
  readonly resolve: (record: LogRecord<T>) => void;
  readonly reject: (error: unknown) => void;
};

const LONGEST_READ_MS = 5_000;
const LONGEST_OPENING_MS = 15_000;
/** Reads of one partition that wait for each other. */
const MAX_QUEUED = 100;

/**
 * A reader over a consumer of its own, opened by the first read. One read at a time a partition; what
 * came along with a record is kept until another is read there, for those who read on.
 */
export const createRecordReader = <T extends string>(cluster: KafkaCluster<T>): RecordReader<T> => {
  let opening: Promise<Consuming<T>> | null = null;
  const wanted = new Map<string, Wanted<T>>();
  const kept = new Map<string, readonly LogRecord<T>[]>();
  const queues = new Map<string, { readonly last: Promise<unknown>; waiting: number }>();

  const failAll = (error: unknown): void => {
    opening = null;
    for (const { reject } of wanted.values()) reject(error);
    wanted.clear();
  };

  const open = async (): Promise<Consuming<T>> => {
    let assigned: () => void = () => undefined;
    let crashed: (error: unknown) => void = () => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      assigned = resolve;
      crashed = reject;
    });
    // Heard again by whoever waits for it below, if it has not opened by then.
    ready.catch(() => undefined);
    const consuming = await consume<T>({
      cluster,
      onAssigned: () => assigned(),
      onLost: () => undefined,
      onCrash: (error) => {
        crashed(unavailable(error));
        failAll(unavailable(error));
      },
      onRecords: (of, records) => {
        const name = nameOf(of);
        kept.set(name, records);
        const found = wanted.get(name);
        const record = records.find(({ offset }) => offset === found?.position.offset);
        if (found === undefined || record === undefined) return;
        wanted.delete(name);
        void opening?.then((own) => own.pause(of));
        found.resolve(record);
      },
    });
    const timer = setTimeout(() => {
      crashed(new LogUnavailableError('Kafka gave a reader no partitions'));
    }, LONGEST_OPENING_MS);
    try {
      await ready;
      return consuming;
    } catch (error) {
      await consuming.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  const fetchOne = async (position: RecordPosition<T>): Promise<LogRecord<T>> => {
    const name = nameOf(position);
    const known = kept.get(name)?.find(({ offset }) => offset === position.offset);
    if (known !== undefined) return known;
    const opened = (opening ??= open());
    opened.catch(() => {
      if (opening === opened) opening = null;
    });
    const consuming = await opened;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<LogRecord<T>>((resolve, reject) => {
        timer = setTimeout(() => {
          reject(new LogUnavailableError(`Kafka did not give ${name} ${position.offset}`));
        }, LONGEST_READ_MS);
        wanted.set(name, { position, resolve, reject });
        consuming.seek(position, position.offset);
        consuming.resume(position);
      }).catch((error: unknown) => {
        // As while its consumer is being started again.
        throw unavailable(error);
      });
    } finally {
      clearTimeout(timer);
      wanted.delete(name);
    }
  };

  return {
    read: async (position) => {
      const name = nameOf(position);
      const before = queues.get(name) ?? { last: Promise.resolve(), waiting: 0 };
      if (before.waiting >= MAX_QUEUED) throw new LogUnavailableError(`${name} is read too much`);
      const next = before.last.then(
        async () => await fetchOne(position),
        async () => await fetchOne(position),
      );
      const queue = { last: next, waiting: before.waiting + 1 };
      queues.set(name, queue);
      try {
        return await next;
      } finally {
        const latest = queues.get(name);
        if (latest !== undefined) latest.waiting -= 1;
      }
    },
    close: async () => {
      const opened = opening;
      failAll(new LogUnavailableError('the log is closed'));
      await opened?.then(async (consuming) => await consuming.close()).catch(() => undefined);
    },
  };
};

const nameOf = ({ topic, partition }: TopicPartition<string>): string => `${topic} ${partition}`;
