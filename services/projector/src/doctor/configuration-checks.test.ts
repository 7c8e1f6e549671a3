import { expect, test } from 'vitest';
import { configurationCheck, type KnownConfiguration } from './configuration-checks.ts';

const kafka = { brokers: ['kafka:9092'], partitions: 4, replicationFactor: 3, tls: true };
const SOUND: KnownConfiguration = {
  host: '0.0.0.0',
  logLevel: 'warn',
  kafka,
  clickhouseUrl: 'https://emberlog:secret@clickhouse:8443',
  demo: false,
};

const smells = async (over: Partial<KnownConfiguration>): Promise<readonly string[]> =>
  (await configurationCheck({ ...SOUND, ...over }).look()).map(({ what }) => what);

test('a configuration without a smell has none, nor has the default of one machine', async () => {
  expect(await smells({})).toEqual([]);
  const embedded = { host: '127.0.0.1', kafka: null, clickhouseUrl: null, demo: true };
  expect(await smells(embedded)).toEqual([]);
});

const sasl = { mechanism: 'plain', username: 'a', password: 'b' } as const;

test.each([
  ['topics of one copy', { kafka: { ...kafka, replicationFactor: 1 } }, /one copy/],
  ['a password in clear to Kafka', { kafka: { ...kafka, tls: false, sasl } }, /password of Kafka/],
  ['a password in clear to ClickHouse', { clickhouseUrl: 'http://a:b@db:8123' }, /of ClickHouse/],
  ['a log of everything', { logLevel: 'debug' }, /LOG_LEVEL is debug/],
  ['a demo that others reach', { demo: true }, /simulated readers/],
] as const)('%s is told, without the password', async (_name, over, said) => {
  const told = await smells(over);
  expect(told).toEqual([expect.stringMatching(said)]);
  expect(told.join()).not.toContain('secret');
});
