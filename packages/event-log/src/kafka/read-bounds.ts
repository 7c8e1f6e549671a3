import type { Admin } from 'kafkajs';
import type { PartitionBounds } from '../event-log.ts';
import type { KafkaCluster } from './kafka-options.ts';
import { reaching } from './unavailable.ts';

/** Bounds of every partition; up to the high watermark, which all in-sync replicas have. */
export const readBounds = async <T extends string>(
  admin: Admin,
  { topics, nameOf }: KafkaCluster<T>,
): Promise<readonly PartitionBounds<T>[]> =>
  await reaching(async () => {
    const bounds = await Promise.all(
      topics.map(async (topic) => {
        const offsets = await admin.fetchTopicOffsets(nameOf(topic));
        return offsets
          .map(({ partition, low, high }) => ({
            topic,
            partition,
            first: Number(low),
            end: Number(high),
          }))
          .sort((a, b) => a.partition - b.partition);
      }),
    );
    return bounds.flat();
  });
