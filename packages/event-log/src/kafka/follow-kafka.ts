import type {
  FollowOptions,
  PartitionBounds,
  RecordPosition,
  Subscription,
  TopicPartition,
} from '../event-log.ts';
import { checkStart } from '../follow/check-start.ts';
import { createAssignedRecords, type AssignedRecords } from './assigned-records.ts';
import { consume, type Consuming } from './consume.ts';
import type { KafkaCluster } from './kafka-options.ts';
import { createToldOffsets } from './told-offsets.ts';
import { unavailable } from './unavailable.ts';

export type FollowKafkaDeps<T extends string> = {
  readonly cluster: KafkaCluster<T>;
  readonly bounds: () => Promise<readonly PartitionBounds<T>[]>;
  readonly onEnd: () => void;
};

const DEFAULT_MAX_BATCH = 10_000;

/** One assignment of partitions, from its coming to its end. */
type Tenure<T extends string> = {
  readonly lost: AbortController;
  records: AssignedRecords<T> | null;
};

/**
 * Follows as a member of a consumer group. Every assignment begins when the one before has come to
 * rest; what was fetched under another is dropped.
 */
export const followKafka = <T extends string>(
  options: FollowOptions<T>,
  deps: FollowKafkaDeps<T>,
): Subscription => {
  const { from, handle, group, maxBatch = DEFAULT_MAX_BATCH } = options;
  const { cluster, bounds } = deps;
  let consuming: Consuming<T> | null = null;
  let tenure: Tenure<T> | null = null;
  let resting: Promise<void> = Promise.resolve();
  let over = false;
  let end: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });

  const told =
    group === undefined
      ? null
      : createToldOffsets<T>(async (next) => {
          await consuming?.commit(next);
        });

  const lose = (): void => {
    tenure?.lost.abort();
    tenure?.records?.stop();
    tenure = null;
  };

  const check = async (starts: readonly RecordPosition<T>[]): Promise<void> => {
    const found = await bounds();
    checkStart<T>(
      {
        bounds: (topic, partition) =>
          found.find((each) => each.topic === topic && each.partition === partition) ?? null,
      },
      starts,
      maxBatch,
    );
  };

  const begin = async (own: Tenure<T>, partitions: readonly TopicPartition<T>[]): Promise<void> => {
    const isOver = (): boolean => own.lost.signal.aborted;
    if (isOver()) return;
    const asked =
      typeof from === 'function' ? await from({ partitions, lost: own.lost.signal }) : from;
    const starts = asked.filter((start) => partitions.some((each) => isSame(each, start)));
    if (isOver()) return;
    await check(starts);
    if (isOver() || consuming === null) return;
    const open = consuming;
    own.records = createAssignedRecords<T>({
      topics: cluster.topics,
      starts,
      maxBatch,
      onRoom: open.resume,
      handle: async (records) => {
        await handle(records);
        // Once another may have handled more of it, this would take that back.
        if (tenure === own || over) told?.handled(records);
      },
    });
    for (const start of starts) {
      open.seek(start, start.offset);
      open.resume(start);
    }
    await own.records.run();
  };

  const run = async (): Promise<void> => {
    try {
      if (typeof from !== 'function') await check(from);
      consuming = await consume<T>({
        cluster,
        group,
        onLost: () => {
          lose();
          told?.forget();
        },
        onCrash: (error) => fail(unavailable(error)),
        onAssigned: (partitions) => {
          lose();
          told?.forget();
          if (over) return;
          const own: Tenure<T> = { lost: new AbortController(), records: null };
          tenure = own;
          resting = resting
            .then(async () => await begin(own, partitions))
            // What fails once the partitions are another's, fails because they are.
            .catch((error: unknown) => (own.lost.signal.aborted ? undefined : fail(error)));
        },
        onRecords: (of, records) => {
          try {
            if (tenure?.records?.offer(of, records) !== 'more') consuming?.pause(of);
          } catch (error) {
            fail(error);
          }
        },
      });
      if (over) end();
      await ended;
    } catch (error) {
      throw unavailable(error);
    } finally {
      over = true;
      lose();
      await resting;
      await told?.close();
      await consuming?.close();
      deps.onEnd();
    }
  };

  const done = run();
  return {
    done,
    close: async () => {
      over = true;
      lose();
      end();
      await Promise.allSettled([done]);
    },
  };
};

const isSame = (a: TopicPartition<string>, b: TopicPartition<string>): boolean =>
  a.topic === b.topic && a.partition === b.partition;
