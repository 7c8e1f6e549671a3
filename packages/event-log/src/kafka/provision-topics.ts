import kafkajs, { type Admin } from 'kafkajs';
import { TOPICS, type Topic } from '../event-log.ts';
import type { KafkaCluster } from './kafka-options.ts';
import { TopicRefusedError } from './topic-refused-error.ts';

/** What is sent at a time, a record of one mebibyte included, and what surrounds it. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

/** With so many copies one may be missing without a halt, and none is lost with it. */
const REPLICAS_FOR_TWO_IN_SYNC = 3;

/**
 * Creates the topics that are not there, and looks at those that are. Throws `TopicRefusedError` for
 * one whose records would get other times, be dropped or compacted, or lie in other partitions.
 */
export const provisionTopics = async (admin: Admin, cluster: KafkaCluster): Promise<void> => {
  const { options, nameOf } = cluster;
  const replicationFactor = options.replicationFactor ?? 1;
  const existing = new Set(await admin.listTopics());
  const missing = TOPICS.filter((topic) => !existing.has(nameOf(topic)));
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic: nameOf(topic),
        numPartitions: options.partitions,
        replicationFactor,
        configEntries: [
          ...Object.entries(settingsOf(topic, cluster)),
          ['max.message.bytes', String(MAX_MESSAGE_BYTES)] as const,
          ...(replicationFactor >= REPLICAS_FOR_TWO_IN_SYNC
            ? [['min.insync.replicas', '2'] as const]
            : []),
        ].map(([name, value]) => ({ name, value })),
      })),
    });
  }
  await expectPartitions(admin, cluster);
  await expectSettings(admin, cluster);
};

/** Settings that a topic must have, or its records mean something else. */
const settingsOf = (topic: Topic, { options }: KafkaCluster): Readonly<Record<string, string>> => ({
  'message.timestamp.type': 'LogAppendTime',
  'cleanup.policy': 'delete',
  'retention.ms': topic === 'emberlog.views' ? String(options.viewsRetentionMs ?? -1) : '-1',
  'retention.bytes': '-1',
});

const expectPartitions = async (admin: Admin, cluster: KafkaCluster): Promise<void> => {
  const { nameOf, options } = cluster;
  const { topics } = await admin.fetchTopicMetadata({ topics: TOPICS.map(nameOf) });
  for (const { name, partitions } of topics) {
    if (partitions.length === options.partitions) continue;
    throw new TopicRefusedError(
      `the topic ${name} has ${partitions.length} partitions, not ${options.partitions}: items would move and lose their order. Set KAFKA_PARTITIONS to the number it was created with`,
    );
  }
};

const expectSettings = async (admin: Admin, cluster: KafkaCluster): Promise<void> => {
  const { nameOf, options } = cluster;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: TOPICS.map((topic) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: nameOf(topic),
    })),
  });
  for (const topic of TOPICS) {
    const entries = resources.find(({ resourceName }) => resourceName === nameOf(topic));
    for (const [name, wanted] of [
      ...Object.entries(settingsOf(topic, cluster)),
      ['max.message.bytes', String(MAX_MESSAGE_BYTES)] as const,
    ]) {
      const found = entries?.configEntries.find(({ configName }) => configName === name);
      if (found === undefined || found.configValue === wanted) continue;
      if (name === 'max.message.bytes' && Number(found.configValue) > MAX_MESSAGE_BYTES) continue;
      throw new TopicRefusedError(
        `the topic ${nameOf(topic)} has ${name}=${found.configValue}, and needs ${name}=${wanted}. ` +
          `Run kafka-configs.sh --bootstrap-server ${options.brokers.join(',')} --alter ` +
          `--entity-type topics --entity-name ${nameOf(topic)} --add-config ${name}=${wanted}`,
      );
    }
  }
};
