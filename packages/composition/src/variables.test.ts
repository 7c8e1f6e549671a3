import { readConfig } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { KAFKA_VARIABLES, kafkaOf, variables } from './variables.ts';

const kafka = variables.pick(KAFKA_VARIABLES).transform(kafkaOf);

test('what is said of Kafka becomes what its log is opened with', () => {
  const read = readConfig(kafka, {
    KAFKA_BROKERS: 'a:9092, b:9092',
    KAFKA_SASL: 'scram-sha-512:user:pass:word',
    KAFKA_TLS: 'on',
  });
  expect(read).toEqual({
    ok: true,
    config: {
      brokers: ['a:9092', 'b:9092'],
      partitions: 4,
      replicationFactor: 1,
      tls: true,
      sessionTimeoutMs: 30_000,
      // Views are asked for 400 days, kept two months more in tables, and two more in the log.
      viewsRetentionMs: (400 + 124) * 86_400_000,
      sasl: { mechanism: 'scram-sha-512', username: 'user', password: 'pass:word' },
    },
  });
});

test.each([
  ['KAFKA_BROKERS', 'http://a:9092/x'],
  ['KAFKA_BROKERS', 'a:99999'],
  ['KAFKA_SASL', 'plain:user'],
  ['KAFKA_PARTITIONS', '0'],
  ['KAFKA_TLS', 'yes'],
  ['KAFKA_SESSION_TIMEOUT_MS', '100'],
  ['EMBERLOG_VIEW_RETENTION', '8d'],
  ['EMBERLOG_VIEW_RETENTION', '3651d'],
  ['EMBERLOG_VIEW_RETENTION', '48h'],
])('%s=%s is told by its name and never by its value', (name, value) => {
  const read = readConfig(kafka, { KAFKA_BROKERS: 'a:9092', [name]: value });
  expect(read).toMatchObject({ ok: false, problems: [{ name }] });
  expect(JSON.stringify(read)).not.toContain(`"${value}"`);
});
