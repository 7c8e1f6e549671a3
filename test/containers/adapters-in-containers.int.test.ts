import { POSITION_PURPOSE, trendingReply } from '@emberlog/api';
import { migrate, openServer, type Database } from '@emberlog/clickhouse';
import { createCollector } from '@emberlog/collector';
import type { LogRecord } from '@emberlog/event-log';
import { openKafkaLog, type KafkaLog } from '@emberlog/event-log/kafka';
import { startProjector } from '@emberlog/projector';
import { createQuery } from '@emberlog/query';
import {
  createHttpApp,
  createKeyring,
  createLogger,
  createPseudonymiser,
  createSealer,
  createSigner,
  hashKey,
} from '@emberlog/service-kit';
import {
  clickhouseImage,
  findClickHouse,
  kafkaImage,
  notRunHere,
  startClickHouseContainer,
  startKafkaContainer,
  waitUntil,
  whyNoContainer,
  wireEvents,
  type RunningClickHouse,
  type RunningKafka,
} from '@emberlog/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const missing = (await whyNoContainer(kafkaImage())) ?? (await whyNoContainer(clickhouseImage()));
const isHere =
  missing === null ||
  notRunHere(`The tests of Kafka and ClickHouse in containers do not run: ${missing}.`);

const logger = createLogger({ name: 'containers', level: 'silent' });
const secret = new Uint8Array(32).fill(7);
const sealer = createSealer({ secret, purpose: POSITION_PURPOSE });
const [KEY, PARTITIONS] = ['el_containers', 2];
const keyring = createKeyring([{ id: 'test', scopes: ['write'], sha256: hashKey(KEY) }], {});

describe.runIf(isHere)('Kafka and ClickHouse in containers', () => {
  let kafka: RunningKafka;
  let clickhouse: RunningClickHouse;
  let database: Database;
  const logs: KafkaLog[] = [];

  const openLog = async (topicPrefix: string): Promise<KafkaLog> => {
    const brokers = kafka.brokers.split(',');
    const log = await openKafkaLog({ brokers, partitions: PARTITIONS, topicPrefix });
    logs.push(log);
    return log;
  };

  beforeAll(async () => {
    [kafka, clickhouse] = await Promise.all([startKafkaContainer(), startClickHouseContainer()]);
    database = openServer({ url: clickhouse.url });
    await migrate(database.writer);
  }, 300_000);

  afterAll(async () => {
    await Promise.all(logs.map(async (log) => await log.close()));
    await database.close();
    await Promise.all([kafka.stop(), clickhouse.stop()]);
  });

  test('a record that is appended is followed', async () => {
    const log = await openLog('followed.');
    const value = new TextEncoder().encode('a record');
    const [at] = await log.append([{ topic: 'emberlog.votes', key: 'paper', value }]);
    const seen: LogRecord[] = [];
    const bounds = await log.bounds();
    const following = log.follow({
      from: bounds.map(({ topic, partition }) => ({ topic, partition, offset: 0 })),
      handle: async (records) => {
        seen.push(...records);
        await Promise.resolve();
      },
    });
    await waitUntil(() => seen.length > 0, { timeoutMs: 30_000, what: 'the record' });
    await following.close();
    expect(seen).toMatchObject([{ ...at, key: 'paper' }]);
    expect(new TextDecoder().decode(seen[0]?.value)).toBe('a record');
  });

  test('what the collector accepts, the projector counts and the query service answers', async () => {
    const log = await openLog('');
    const projector = await startProjector({ log, database, logger });
    const clock = Date.now;
    const pseudonymise = createPseudonymiser({ secret, purpose: 'emberlog actor' });
    const collector = await createCollector({ log, keyring, sealer, pseudonymise, clock, logger });
    const query = createQuery({
      ...{ reader: database.reader, log, sealer, clock, logger },
      cursorSigner: createSigner({ secret, purpose: 'emberlog cursor' }),
      changes: projector.onProgress,
      unavailable: projector.status,
    });
    const app = createHttpApp({ logger }).route('/', collector.routes).route('/', query.routes);
    const events = wireEvents({ start: clock() - 3_600_000 });
    const body = [
      events.published('quiet', { title: 'Quiet' }),
      events.published('loud', { title: 'Loud $$ "quoted" 😀' }),
      ...['ann', 'bob', 'ann'].map((actor) => events.upvoted('loud', actor)),
    ];
    const accepted = await app.request('/v1/events', {
      method: 'POST',
      headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(accepted.status).toBe(202);
    const { position } = (await accepted.json()) as { position: string };
    const reply = await app.request(`/v1/trending?after=${position}`);
    const { items } = trendingReply.parse(await reply.json());
    expect(items.map(({ id, title, upvotes }) => [id, title, upvotes])).toEqual([
      ['loud', 'Loud $$ "quoted" 😀', 2],
      ['quiet', 'Quiet', 0],
    ]);
    query.close();
    await projector.close();
  });

  test('a server that holds Emberlog’s tables is not borrowed for tests', async () => {
    const found = await findClickHouse({ CLICKHOUSE_URL: clickhouse.url });
    await expect(found.start()).rejects.toThrow('has a database emberlog');
  });
});
