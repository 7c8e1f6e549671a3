import {
  MAX_BATCH_BYTES,
  type EventLog,
  type FollowOptions,
  type LogRecord,
  type PartitionBounds,
  type RecordPosition,
  type Subscription,
} from '@emberlog/event-log';
import { RebuildRefusedError } from '../rebuild/rebuild-refused-error.ts';
import type { Archive } from './read-archive.ts';

/**
 * A log that begins where its archive does: what the log itself dropped comes from the archive, all
 * else from the log. The archive must have been inspected. One record is read from the log alone.
 */
export const createArchivedLog = (log: EventLog, archive: Archive): EventLog => ({
  ...log,
  bounds: async () => (await log.bounds()).map((bound) => withPrefix(bound, archive)),
  follow: (options) => followBoth(log, archive, options),
});

const withPrefix = (bound: PartitionBounds, { parts }: Archive): PartitionBounds => {
  const part = parts.find(
    ({ topic, partition }) => topic === bound.topic && partition === bound.partition,
  );
  return part === undefined || part.end < bound.first
    ? bound
    : { ...bound, first: Math.min(part.first, bound.first) };
};

/** First the archive, part by part, then the log from there on. */
const followBoth = (log: EventLog, archive: Archive, options: FollowOptions): Subscription => {
  const { from, handle } = options;
  const stop = new AbortController();
  const isStopped = (): boolean => stop.signal.aborted;
  let inner: Subscription | null = null;
  const run = async (): Promise<void> => {
    const partitions = (await log.bounds()).map(({ topic, partition }) => ({ topic, partition }));
    const starts =
      typeof from === 'function' ? await from({ partitions, lost: stop.signal }) : from;
    const nexts = new Map(starts.map((start) => [nameOf(start), start]));
    // While it is read, the log may drop more.
    for (;;) {
      const dropped = await droppedOf(log, nexts);
      if (isStopped() || dropped.size === 0) break;
      await deliver({ archive, nexts, dropped, isStopped, ...options });
      if (!isStopped()) expectDelivered(nexts, dropped);
    }
    if (isStopped()) return;
    // Who is asked where to begin knows what was handled; whoever named it is told.
    inner = log.follow({
      ...options,
      from: typeof from === 'function' ? from : [...nexts.values()],
      handle,
    });
    await inner.done;
  };
  const done = run();
  return {
    done,
    close: async () => {
      stop.abort();
      await inner?.close();
      await Promise.allSettled([done]);
    },
  };
};

type Nexts = Map<string, RecordPosition>;

const nameOf = ({ topic, partition }: Pick<RecordPosition, 'topic' | 'partition'>): string =>
  `${topic}/${partition}`;

/** Where the log begins, by the partitions that are to be read from before. */
const droppedOf = async (
  log: Pick<EventLog, 'bounds'>,
  nexts: Nexts,
): Promise<ReadonlyMap<string, number>> =>
  new Map(
    (await log.bounds()).flatMap((bound) => {
      const start = nexts.get(nameOf(bound));
      return start !== undefined && start.offset < bound.first
        ? [[nameOf(bound), bound.first] as const]
        : [];
    }),
  );

const expectDelivered = (nexts: Nexts, dropped: ReadonlyMap<string, number>): void => {
  for (const [name, first] of dropped) {
    const next = nexts.get(name);
    if (next === undefined || next.offset >= first) continue;
    throw new RebuildRefusedError(
      `offsets ${next.offset} to ${first - 1} of partition ${next.partition} of ${next.topic} are neither in the archive nor in the log`,
    );
  }
};

type Delivery = Pick<FollowOptions, 'handle' | 'maxBatch'> & {
  readonly archive: Archive;
  /** Moved on with what was handled. */
  readonly nexts: Nexts;
  readonly dropped: ReadonlyMap<string, number>;
  readonly isStopped: () => boolean;
};

const deliver = async (delivery: Delivery): Promise<void> => {
  const { archive, nexts, dropped, isStopped, handle, maxBatch = 10_000 } = delivery;
  let batch: LogRecord[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0 || isStopped()) return;
    await handle(batch);
    for (const { topic, partition, offset } of batch) {
      nexts.set(nameOf({ topic, partition }), { topic, partition, offset: offset + 1 });
    }
    [batch, bytes] = [[], 0];
  };
  for await (const records of archive.records((part) => dropped.has(nameOf(part)))) {
    if (isStopped()) return;
    for (const record of records) {
      if (!isWanted(record, delivery)) continue;
      const isOther = batch[0] !== undefined && batch[0].topic !== record.topic;
      if (isOther || batch.length >= maxBatch || bytes >= MAX_BATCH_BYTES) await flush();
      batch.push(record);
      bytes += record.value.byteLength;
    }
  }
  await flush();
};

const isWanted = (record: LogRecord, { nexts, dropped }: Delivery): boolean => {
  const name = nameOf(record);
  return (
    record.offset >= (nexts.get(name)?.offset ?? 0) && record.offset < (dropped.get(name) ?? 0)
  );
};
