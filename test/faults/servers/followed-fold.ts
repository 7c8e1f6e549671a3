import { TOPICS, type EventLog, type RecordPosition, type Subscription } from '@emberlog/event-log';
import { waitUntil } from '@emberlog/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { createTopicFold, type TopicFold } from './topic-fold.ts';

/** A fold that follows the log by itself, whatever becomes of the brokers. */
export type FollowedFold = {
  readonly fold: TopicFold;
  /** Resolves once it has every record that is there now. */
  readonly untilEnd: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const followFold = (log: EventLog, partitions: number): FollowedFold => {
  const fold = createTopicFold();
  const next = new Map<string, RecordPosition>(
    TOPICS.flatMap((topic) =>
      Array.from({ length: partitions }, (_, partition) => [
        `${topic} ${partition}`,
        { topic, partition, offset: 0 },
      ]),
    ),
  );
  let closed = false;
  let subscription: Subscription | null = null;

  const follow = async (): Promise<void> => {
    while (!closed) {
      subscription = log.follow({
        from: [...next.values()],
        handle: async (records) => {
          for (const record of records) {
            fold.add(record);
            const { topic, partition, offset } = record;
            next.set(`${topic} ${partition}`, { topic, partition, offset: offset + 1 });
          }
          await Promise.resolve();
        },
      });
      await subscription.done.catch(async () => await delay(500));
    }
  };
  const following = follow();
  return {
    fold,
    untilEnd: async () => {
      const bounds = await log.bounds();
      await waitUntil(
        () =>
          bounds.every(
            ({ topic, partition, end }) => (next.get(`${topic} ${partition}`)?.offset ?? 0) >= end,
          ),
        { timeoutMs: 60_000, what: 'the fold to have every record' },
      );
    },
    close: async () => {
      closed = true;
      await subscription?.close();
      await following;
    },
  };
};
