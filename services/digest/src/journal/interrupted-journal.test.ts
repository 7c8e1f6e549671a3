import {
  createMemoryLog,
  LogUnavailableError,
  SUBSCRIPTION_TOPICS,
  type EventLog,
  type SubscriptionTopic,
} from '@emberlog/event-log';
import { encodeSubscriberEvent, type SubscriberEvent } from '@emberlog/events';
import { createLogger } from '@emberlog/service-kit';
import { expect, test, vi } from 'vitest';
import { openJournal } from './open-journal.ts';

const topic: SubscriptionTopic = 'emberlog.subscriptions';
const logger = createLogger({ name: 'test', level: 'silent' });

/** A log of which the followers can be told that it is away. */
const interruptible = () => {
  const log = createMemoryLog({ topics: SUBSCRIPTION_TOPICS, partitions: 3, clock: () => 0 });
  let interrupt: (error: Error) => void = () => undefined;
  let follows = 0;
  const watched: EventLog<SubscriptionTopic> = {
    ...log,
    follow: (options) => {
      follows += 1;
      const following = log.follow(options);
      const away = new Promise<never>((_resolve, reject) => {
        interrupt = (error) => void following.close().then(() => reject(error));
      });
      return { ...following, done: Promise.race([following.done.then(() => away), away]) };
    },
  };
  return { log: watched, interrupt: (error: Error) => interrupt(error), follows: () => follows };
};

const left = (name: string): SubscriberEvent => ({
  ...{
    id: `left-${name}`,
    subject: `subscriber-of-${name}`,
    time: 0,
    type: 'subscriber.erased',
    data: {},
  },
});

// Seen to fail when a log that is away ends the journal.
test('a log that was away is followed on, and nothing is heard of twice', async () => {
  const { log, interrupt, follows } = interruptible();
  const heard: string[] = [];
  const journal = await openJournal({ log, logger, onEvent: ({ id }) => heard.push(id) });
  await journal.record([left('ada')]);
  interrupt(new LogUnavailableError('no broker answers'));
  await log.append([{ topic, key: 'bob', value: encodeSubscriberEvent(left('bob')) }]);
  await vi.waitUntil(() => follows() === 2, { timeout: 10_000 });
  await journal.record([left('eve')]);
  await vi.waitUntil(() => heard.length >= 3, { timeout: 10_000 });
  expect(heard.toSorted()).toEqual(['left-ada', 'left-bob', 'left-eve']);
});

test('anything else ends it', async () => {
  const { log, interrupt } = interruptible();
  const journal = await openJournal({ log, logger });
  interrupt(new Error('a bug'));
  await expect(journal.done).rejects.toThrow('a bug');
  await expect(journal.record([left('ada')])).rejects.toThrow(LogUnavailableError);
});
