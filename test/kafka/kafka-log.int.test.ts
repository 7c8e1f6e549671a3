import { TOPICS } from '@emberlog/event-log';
import { openKafkaLog, type KafkaLog } from '@emberlog/event-log/kafka';
import {
  describeDurableLogContract,
  describeEventLogContract,
  type DurableLogUnderTest,
} from '@emberlog/event-log/contract';
import { findKafka, notRunHere, type RunningKafka } from '@emberlog/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';

const kafka = await findKafka();
const isHere =
  kafka.missing === null ||
  notRunHere(`The tests of the log on Kafka do not run: ${kafka.missing}.`);

describe.runIf(isHere)('the log on Kafka', () => {
  let broker: RunningKafka;

  beforeAll(async () => {
    broker = await kafka.start();
  }, 120_000);

  afterAll(async () => {
    await broker.stop();
  });

  const createLog = async (): Promise<DurableLogUnderTest> => {
    const topicPrefix = `${randomUUID()}.`;
    const open = async (): Promise<KafkaLog> =>
      await openKafkaLog({ brokers: broker.brokers.split(','), partitions: 4, topicPrefix });
    let current = await open();
    return {
      log: current,
      partitions: 4,
      hasGivenClock: false,
      isGathered: false,
      async reopen() {
        await current.close();
        current = await open();
        return current;
      },
      async dispose() {
        await current.close();
      },
    };
  };

  describeEventLogContract('on Kafka', TOPICS, createLog);
  describeDurableLogContract('on Kafka', TOPICS, createLog);
});
