import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Admin } from 'kafkajs';
import type { KafkaCluster, KafkaLogOptions } from './kafka-options.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { TopicRefusedError } from './topic-refused-error.ts';

/** What is sent at a time, a record of one mebibyte included, and what surrounds it. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

/** Who does not make topics waits so long for who does. */
const LONGEST_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** With so many copies one may be missing without a halt, and none is lost with it. */
const REPLICAS_FOR_TWO_IN_SYNC = 3;

/**
 * Creates the topics that are not there, unless that is another's, and looks at those that are. Throws
 * `TopicRefusedError` for one whose records would get other times, be dropped or compacted, lie in
 * other partitions or in fewer copies.
 */
export const provisionTopics = async <T extends string>(
  admin: Admin,
  cluster: KafkaCluster<T>,
): Promise<void> => {
  const { options, nameOf } = cluster;
  const { replicationFactor = 1, makesTopics = true } = options;
  const missing = makesTopics ? await missingTopics(admin, cluster) : [];
  if (!makesTopics) await untilMade(admin, cluster);
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic: nameOf(topic),
        numPartitions: options.partitions,
        replicationFactor,
        configEntries: [
          ...Object.entries(settingsOf(topic, cluster)),
          ...Object.entries(leastOf(topic, cluster)),
        ].map(([name, value]) => ({ name, value })),
      })),
    });
  }
  await expectPartitions(admin, cluster);
  await expectSettings(admin, cluster);
};

const missingTopics = async <T extends string>(
  admin: Admin,
  { topics, nameOf }: KafkaCluster<T>,
): Promise<readonly T[]> => {
  const existing = new Set(await admin.listTopics());
  return topics.filter((topic) => !existing.has(nameOf(topic)));
};

/** Processes start in any order. */
const untilMade = async <T extends string>(
  admin: Admin,
  cluster: KafkaCluster<T>,
): Promise<void> => {
  const end = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const missing = await missingTopics(admin, cluster);
    if (missing.length === 0) return;
    if (performance.now() > end) {
      throw new LogUnavailableError(
        `there is no topic ${missing.map(cluster.nameOf).join(', ')}: a collector makes them at its start`,
      );
    }
    await pause(LOOK_EVERY_MS);
  }
};

/** Settings that a topic must have, or its records mean something else. */
const settingsOf = <T extends string>(
  topic: T,
  { options }: KafkaCluster<T>,
): Readonly<Record<string, string>> => ({
  'message.timestamp.type': 'LogAppendTime',
  'cleanup.policy': 'delete',
  'retention.bytes': '-1',
  ...(keepsForEver(topic, options) ? { 'retention.ms': FOR_EVER } : {}),
});

const FOR_EVER = '-1';
const keepsForEver = (topic: string, { viewsRetentionMs }: KafkaLogOptions<string>): boolean =>
  topic !== 'emberlog.views' || viewsRetentionMs === undefined;

/** Settings that may be greater. */
const leastOf = <T extends string>(
  topic: T,
  { options }: KafkaCluster<T>,
): Readonly<Record<string, string>> => ({
  'max.message.bytes': String(MAX_MESSAGE_BYTES),
  ...(keepsForEver(topic, options) ? {} : { 'retention.ms': String(options.viewsRetentionMs) }),
  ...((options.replicationFactor ?? 1) >= REPLICAS_FOR_TWO_IN_SYNC
    ? { 'min.insync.replicas': '2' }
    : {}),
});

const expectPartitions = async <T extends string>(
  admin: Admin,
  cluster: KafkaCluster<T>,
): Promise<void> => {
  const { nameOf, options } = cluster;
  const { topics } = await admin.fetchTopicMetadata({ topics: cluster.topics.map(nameOf) });
  const copies = (options.makesTopics ?? true) ? (options.replicationFactor ?? 1) : 1;
  for (const { name, partitions } of topics) {
    const fewest = Math.min(...partitions.map(({ replicas }) => replicas.length));
    if (fewest < copies) {
      throw new TopicRefusedError(
        `the topic ${name} has ${fewest} copies, not ${copies}: what is accepted would be safe in fewer places than KAFKA_REPLICATION_FACTOR says. Give it more with kafka-reassign-partitions.sh, or set KAFKA_REPLICATION_FACTOR to ${fewest}`,
      );
    }
    if (partitions.length === options.partitions) continue;
    throw new TopicRefusedError(
      `the topic ${name} has ${partitions.length} partitions, not ${options.partitions}: items would move and lose their order. Set KAFKA_PARTITIONS to the number it was created with`,
    );
  }
};

const expectSettings = async <T extends string>(
  admin: Admin,
  cluster: KafkaCluster<T>,
): Promise<void> => {
  const { nameOf, options } = cluster;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: cluster.topics.map((topic) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: nameOf(topic),
    })),
  });
  for (const topic of cluster.topics) {
    const entries = resources.find(({ resourceName }) => resourceName === nameOf(topic));
    for (const [name, wanted] of [
      ...Object.entries(settingsOf(topic, cluster)),
      ...Object.entries(leastOf(topic, cluster)),
    ]) {
      const found = entries?.configEntries.find(({ configName }) => configName === name);
      if (found === undefined || found.configValue === wanted) continue;
      const isMore = found.configValue === FOR_EVER || Number(found.configValue) > Number(wanted);
      if (name in leastOf(topic, cluster) && isMore) continue;
      throw new TopicRefusedError(
        `the topic ${nameOf(topic)} has ${name}=${found.configValue}, and needs ${name}=${wanted}. ` +
          `Run kafka-configs.sh --bootstrap-server ${options.brokers.join(',')} --alter ` +
          `--entity-type topics --entity-name ${nameOf(topic)} --add-config ${name}=${wanted}`,
      );
    }
  }
};
