import { readConfig } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { projectorConfig } from './config.ts';

const archivesOf = (env: Readonly<Record<string, string>>): string | null => {
  const read = readConfig(projectorConfig, {
    ...{ KAFKA_BROKERS: 'kafka:9092', CLICKHOUSE_URL: 'http://clickhouse:8123' },
    EMBERLOG_SECRET: 'ab'.repeat(32),
    ...env,
  });
  return read.ok ? read.config.archivesDir : null;
};

test('archives have a directory of one process, or the one that is set', () => {
  const [one, other] = ['9001', '9002'].map((port) => archivesOf({ EMBERLOG_PORT: port }));
  expect(one).toMatch(/emberlog-archives-9001$/);
  expect(other).not.toBe(one);
  expect(archivesOf({ EMBERLOG_ARCHIVES_DIR: '/kept' })).toBe('/kept');
});
