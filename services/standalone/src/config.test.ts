import { readConfig } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { standaloneConfig } from './config.ts';

const SERVER = {
  CLICKHOUSE_URL: 'http://localhost:8123',
  EMBERLOG_SECRET: '0'.repeat(64),
  EMBERLOG_ADDRESS_KEYS: `2026:${'1'.repeat(64)}`,
};

const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  const read = readConfig(standaloneConfig, environment);
  return read.ok ? [] : read.problems.map(({ name, message }) => `${name} ${message}`);
};

test('a cluster is named by an identifier, next to the address of its first replica', () => {
  const read = readConfig(standaloneConfig, { ...SERVER, CLICKHOUSE_CLUSTER: 'main_1' });
  expect(read).toMatchObject({ ok: true, config: { clickhouseCluster: 'main_1' } });
  expect(readConfig(standaloneConfig, SERVER)).toMatchObject({
    config: { clickhouseCluster: null },
  });
});

test.each(['a-b', '1a', 'a b', "a'", 'a.b', 'a'.repeat(65), 'é'])(
  'a cluster is not named %j',
  (name) => {
    expect(problemsOf({ ...SERVER, CLICKHOUSE_CLUSTER: name })).toEqual([
      expect.stringMatching(/^CLICKHOUSE_CLUSTER must be an identifier/),
    ]);
  },
);

test('a cluster without the address of a server is a mistake', () => {
  expect(problemsOf({ CLICKHOUSE_CLUSTER: 'main' })).toEqual([
    'CLICKHOUSE_CLUSTER needs CLICKHOUSE_URL, the address of its first replica',
  ]);
});

test.each(['CLICKHOUSE_URL', 'KAFKA_BROKERS'])(
  'with %s no secret and no address key is made up',
  (name) => {
    const address = name === 'KAFKA_BROKERS' ? 'a:9092' : 'http://localhost:8123';
    expect(problemsOf({ [name]: address })).toEqual([
      `EMBERLOG_SECRET is required when ${name} is set`,
      `EMBERLOG_ADDRESS_KEYS is required when ${name} is set`,
    ]);
  },
);

// Seen to fail when the rules of mail are not asked.
test('mail that goes to a server needs an address for its links', () => {
  expect(problemsOf({ SMTP_URL: 'smtp://localhost' })).toEqual([
    'EMBERLOG_PUBLIC_URL is required when SMTP_URL is set',
    'EMBERLOG_MAIL_FROM is required when SMTP_URL is set',
  ]);
});

test('nothing needs to be said of mail', () => {
  expect(readConfig(standaloneConfig, {})).toMatchObject({
    config: {
      ...{ addressKeys: null, siteName: 'Daily Papers', trustedProxies: 0 },
      mail: { server: null, from: { name: 'Daily Papers' } },
    },
  });
});

test.each([
  ['0', 0],
  ['8124', 8_124],
  ['off', null],
])('analysts ask on %s', (EMBERLOG_SQL_PORT, sqlPort) => {
  expect(readConfig(standaloneConfig, { EMBERLOG_SQL_PORT })).toMatchObject({
    config: { sqlPort },
  });
});

test.each(['65536', '-1', 'on'])('analysts do not ask on %j', (EMBERLOG_SQL_PORT) => {
  expect(problemsOf({ EMBERLOG_SQL_PORT })).toEqual([
    'EMBERLOG_SQL_PORT must be a port from 0 to 65535, or off',
  ]);
});
