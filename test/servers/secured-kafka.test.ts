import { generateKey, hashKey } from '@emberlog/service-kit';
import {
  BROKER_USER,
  canRunJars,
  notRunHere,
  startKafka,
  temporaryDirectory,
  type KafkaBroker,
  type TemporaryDirectory,
} from '@emberlog/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../system/product.ts';
import { accept, publish } from '../system/round-trips.ts';
import { createService, type Service } from './spawn-service.ts';

const isHere =
  (await canRunJars()) ||
  notRunHere('The tests of Kafka with users do not run: they need Java 17 and Maven.');

describe.runIf(isHere)('a Kafka that wants TLS and a user', () => {
  let broker: KafkaBroker;
  let directory: TemporaryDirectory;
  const key = generateKey();

  beforeAll(async () => {
    directory = await temporaryDirectory();
    const keys = [{ id: 'test', scopes: ['write'], sha256: hashKey(key) }];
    await writeFile(join(directory.path, 'keys.json'), JSON.stringify(keys));
    broker = await startKafka({ secured: true });
    const { username, password } = BROKER_USER;
    const user = ['--alter', '--entity-type', 'users', '--entity-name', username];
    for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512']) {
      const credentials = `${mechanism}=[password=${password}]`;
      await broker.configure([...user, '--add-config', credentials]);
    }
  });

  afterAll(async () => {
    await broker.stop();
    await directory.remove();
  });

  const start = async (env: Readonly<Record<string, string>>): Promise<Service> => {
    const collector = createService({
      name: 'collector',
      port: await freePort(),
      env: {
        EMBERLOG_SECRET: 'ab'.repeat(32),
        EMBERLOG_KEYS_FILE: join(directory.path, 'keys.json'),
        KAFKA_BROKERS: broker.secured?.brokers ?? '',
        NODE_EXTRA_CA_CERTS: broker.secured?.certificate ?? '',
        KAFKA_TLS: 'on',
        ...env,
      },
    });
    collector.start();
    return collector;
  };

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'])('is reached by %s', async (mechanism) => {
    const { username, password } = BROKER_USER;
    const collector = await start({ KAFKA_SASL: `${mechanism}:${username}:${password}` });
    await collector.whenOk();
    const position = await accept({ ingestUrl: collector.url, key }, publish('a', { title: 'A' }));
    expect(position).not.toBe('');
    expect(await collector.stop('SIGTERM')).toBe(0);
    expect(collector.output()).not.toContain(password);
  });

  test.each([
    ['another password', { KAFKA_SASL: `plain:${BROKER_USER.username}:wrong-word` }],
    ['no user', {}],
    ['no TLS', { KAFKA_SASL: 'plain:emberlog:a', KAFKA_TLS: 'off' }],
    ['a certificate it does not trust', { NODE_EXTRA_CA_CERTS: '' }],
  ])('with %s a service ends with a sentence', async (_name, env) => {
    const collector = await start(env);
    expect(await collector.ended()).toBe(1);
    expect(collector.output()).toMatch(/^collector: the log on Kafka .* cannot be used: .+\.$/m);
    expect(collector.output()).not.toContain('wrong-word');
    expect(collector.output()).not.toMatch(/^\s+at /m);
  });
});
