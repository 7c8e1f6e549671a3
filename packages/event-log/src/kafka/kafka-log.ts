import { checkRecords } from '../check-records.ts';
import type { EventLog, RecordPosition, Subscription, Topic } from '../event-log.ts';
import { refused } from '../follow/subscriptions.ts';
import { createGroupCommit } from '../group-commit.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { checkPartitions } from '../partition-of.ts';
import { followKafka } from './follow-kafka.ts';
import { openCluster, type KafkaLogOptions } from './kafka-options.ts';
import { provisionTopics } from './provision-topics.ts';
import { readBounds } from './read-bounds.ts';
import { readTold } from './read-told.ts';
import { createRecordReader } from './record-reader.ts';
import { createSender, MAX_SENT_BYTES } from './sender.ts';
import { reaching } from './unavailable.ts';

export type KafkaLog<T extends string = Topic> = EventLog<T> & {
  /** Why nothing can be appended now, as a sentence without its full stop, or null. */
  readonly trouble: () => string | null;
  /** How far a group says it has come, for those who watch it; empty for a group that is not known. */
  readonly toldBy: (group: string) => Promise<readonly RecordPosition<T>[]>;
};

const DEFAULT_MAX_WAITING = 100_000;

/**
 * The log on Kafka: topics are made where they are missing and looked at where they are not. Rejects
 * with `TopicRefusedError` for a topic that cannot hold the log, with `LogUnavailableError` when no
 * broker answers, with a `RangeError` for a number of partitions or a list of topics that no log can have.
 *
 * A call whose answer was lost may be stored in part: of its records, those of one partition may be
 * there and those of another not. Appended again, with the same event ids, each still counts once.
 */
export const openKafkaLog = async <T extends string = Topic>(
  options: KafkaLogOptions<T>,
): Promise<KafkaLog<NoInfer<T>>> => {
  checkPartitions(options.partitions);
  const cluster = openCluster(options);
  const admin = cluster.kafka.admin();
  try {
    await reaching(async () => {
      await admin.connect();
      await provisionTopics(admin, cluster);
    });
    // A topic that was just made takes records once its leaders answer, and the first follower of a
    // cluster waits for the topic that Kafka keeps groups in.
    await readBounds(admin, cluster);
    await reaching(async () => await admin.describeGroups([options.clientId ?? 'emberlog']));
  } catch (error) {
    await admin.disconnect().catch(() => undefined);
    throw error;
  }
  const sender = createSender(cluster);
  const reader = createRecordReader(cluster);
  const commits = createGroupCommit<T>({
    write: sender.send,
    maxWaiting: options.maxWaiting ?? DEFAULT_MAX_WAITING,
    maxBytes: MAX_SENT_BYTES,
    onCommit: options.onCommit ?? (() => undefined),
  });
  const subscriptions = new Set<Subscription>();
  let closed = false;
  const expectOpen = (): void => {
    if (closed) throw new LogUnavailableError('the log is closed');
  };
  const bounds = async () => await readBounds(admin, cluster);

  return {
    trouble: sender.trouble,
    toldBy: async (group) => {
      expectOpen();
      return await readTold(admin, cluster, group);
    },
    append: async (records) => {
      expectOpen();
      checkRecords(cluster.topics, records);
      return records.length === 0 ? [] : await commits.append(records);
    },
    bounds: async () => {
      expectOpen();
      return await bounds();
    },
    read: async (position) => {
      expectOpen();
      const held = (await bounds()).find(
        ({ topic, partition }) => topic === position.topic && partition === position.partition,
      );
      const { offset } = position;
      if (held === undefined || !Number.isInteger(offset)) return null;
      if (offset < held.first || offset >= held.end) return null;
      return await reader.read(position);
    },
    follow: (following) => {
      if (closed) return refused();
      const subscription = followKafka(following, {
        cluster,
        bounds,
        onEnd: () => void subscriptions.delete(subscription),
      });
      subscriptions.add(subscription);
      return subscription;
    },
    close: async () => {
      closed = true;
      await Promise.all([...subscriptions].map(async (each) => await each.close()));
      await commits.drained();
      await Promise.all([sender.close(), reader.close(), admin.disconnect()]);
    },
  };
};
