import { describeEventLogContract } from '../contract/event-log-contract.ts';
import type { LogUnderTest, TestedTopics } from '../contract/log-under-test.ts';
import { SUBSCRIPTION_TOPICS, TOPICS } from '../event-log.ts';
import { createMemoryLog } from './memory-log.ts';

const createLog =
  <T extends string>(topics?: TestedTopics<T>) =>
  (): Promise<LogUnderTest<T>> => {
    let now = 1000;
    const clock = () => now++;
    const log = createMemoryLog({ partitions: 4, clock, ...(topics && { topics }) });
    return Promise.resolve({
      log,
      partitions: 4,
      hasGivenClock: true,
      isGathered: true,
      dispose: () => log.close(),
    });
  };

describeEventLogContract('the memory log', TOPICS, createLog());
describeEventLogContract(
  'the memory log of subscriptions',
  SUBSCRIPTION_TOPICS,
  createLog(SUBSCRIPTION_TOPICS),
);
