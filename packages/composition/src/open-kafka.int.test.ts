import { SUBSCRIPTION_TOPICS, TOPICS, type EventLog } from '@emberlog/event-log';
import { createLogInstruments, createProcessMetrics } from '@emberlog/metrics';
import { createLogger } from '@emberlog/service-kit';
import { exposedValues, findKafka, notRunHere, type RunningKafka } from '@emberlog/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { openKafka } from './open-kafka.ts';

const kafka = await findKafka();
const isHere =
  kafka.missing === null ||
  notRunHere(`The test of two logs in one process does not run: ${kafka.missing}.`);

describe.runIf(isHere)('logs on Kafka', () => {
  let broker: RunningKafka;

  beforeAll(async () => {
    broker = await kafka.start();
  }, 120_000);

  afterAll(async () => {
    await broker.stop();
  });

  // Seen to fail when the topics are not passed on.
  test('a process has two, measured together and told apart by topic', async () => {
    const metrics = createProcessMetrics();
    const instruments = createLogInstruments(metrics);
    const logger = createLogger({ name: 'composition', level: 'silent' });
    const brokers = broker.brokers.split(',');
    const options = { brokers, partitions: 2, topicPrefix: `${randomUUID()}.` };
    const items = await openKafka({ kafka: options, logger, instruments });
    const readers = await openKafka({
      kafka: { ...options, topics: SUBSCRIPTION_TOPICS },
      logger,
      instruments,
    });
    expectTypeOf(items.log).toEqualTypeOf<EventLog>();
    const value = new TextEncoder().encode('value');
    await items.log.append(TOPICS.map((topic) => ({ topic, key: 'a', value })));
    const [topic] = SUBSCRIPTION_TOPICS;
    const [at] = await readers.log.append(['a', 'a'].map((key) => ({ topic, key, value })));
    expect([await items.trouble(), await readers.trouble()]).toEqual([null, null]);
    const found = exposedValues(await (await metrics.routes.request('/metrics')).text());
    const ends = Object.entries(found).filter(([name]) => name.startsWith('emberlog_log_end'));
    expect(ends).toHaveLength(8);
    expect(ends).toContainEqual([
      `emberlog_log_end_offset{topic="subscriptions",partition="${at?.partition}"}`,
      2,
    ]);
    expect(ends.reduce((sum, [, end]) => sum + end, 0)).toBe(5);
    expect(found).toMatchObject({
      emberlog_log_append_duration_seconds_count: 2,
      emberlog_log_commit_records_sum: 5,
    });
    await Promise.all([items.log.close(), readers.log.close()]);
  }, 60_000);
});
