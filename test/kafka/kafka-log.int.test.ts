import { openKafkaLog, type KafkaLog } from '@emberlog/event-log/kafka';
import {
  describeDurableLogContract,
  describeEventLogContract,
  type DurableLogUnderTest,
} from '@emberlog/event-log/contract';
import { canRunJars, notRunHere, startKafka, type KafkaBroker } from '@emberlog/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';

const isHere =
  (await canRunJars()) ||
  notRunHere('The tests of the log on Kafka do not run: they need Java 17 and Maven.');

describe.runIf(isHere)('the log on Kafka', () => {
  let broker: KafkaBroker;

  beforeAll(async () => {
    broker = await startKafka();
  }, 120_000);

  afterAll(async () => {
    await broker.stop();
  });

  const createLog = async (): Promise<DurableLogUnderTest> => {
    const topicPrefix = `${randomUUID()}.`;
    const open = async (): Promise<KafkaLog> =>
      await openKafkaLog({ brokers: [broker.brokers], partitions: 4, topicPrefix });
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

  describeEventLogContract('on Kafka', createLog);
  describeDurableLogContract('on Kafka', createLog);
});
