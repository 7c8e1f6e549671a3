import type { Admin } from 'kafkajs';
import type { RecordPosition } from '../event-log.ts';
import type { KafkaCluster } from './kafka-options.ts';
import { reaching } from './unavailable.ts';

/** The offsets a group has left with Kafka, of the partitions it left any of. */
export const readTold = async <T extends string>(
  admin: Admin,
  { topics, nameOf }: KafkaCluster<T>,
  group: string,
): Promise<readonly RecordPosition<T>[]> =>
  await reaching(async () => {
    const told = await admin.fetchOffsets({ groupId: group, topics: topics.map(nameOf) });
    return topics.flatMap((topic) =>
      told
        .filter((each) => each.topic === nameOf(topic))
        .flatMap(({ partitions }) => partitions)
        .map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) }))
        // Kafka says -1 where the group left none.
        .filter(({ offset }) => offset >= 0),
    );
  });
