import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeDurableLogContract,
  describeEventLogContract,
} from '../contract/event-log-contract.ts';
import type { DurableLogUnderTest, TestedTopics } from '../contract/log-under-test.ts';
import { SUBSCRIPTION_TOPICS, TOPICS } from '../event-log.ts';
import { openLmdbLog } from './lmdb-log.ts';

const createLog =
  <T extends string>(topics?: TestedTopics<T>) =>
  async (): Promise<DurableLogUnderTest<T>> => {
    const path = await mkdtemp(join(tmpdir(), 'emberlog-log-'));
    let now = 1000;
    const open = () =>
      openLmdbLog({ path, partitions: 4, clock: () => now++, ...(topics && { topics }) });
    let current = open();
    return {
      log: current,
      partitions: 4,
      hasGivenClock: true,
      isGathered: true,
      async reopen() {
        await current.close();
        current = open();
        return current;
      },
      async dispose() {
        await current.close();
        await rm(path, { recursive: true });
      },
    };
  };

describeEventLogContract('the LMDB log', TOPICS, createLog());
describeDurableLogContract('the LMDB log', TOPICS, createLog());

const OF_SUBSCRIPTIONS = 'the LMDB log of subscriptions';
const createSubscriptionLog = createLog(SUBSCRIPTION_TOPICS);
describeEventLogContract(OF_SUBSCRIPTIONS, SUBSCRIPTION_TOPICS, createSubscriptionLog);
describeDurableLogContract(OF_SUBSCRIPTIONS, SUBSCRIPTION_TOPICS, createSubscriptionLog);
