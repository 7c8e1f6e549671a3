import {
  LogUnavailableError,
  partitionOf,
  type LogRecord,
  type TopicPartition,
} from '@emberlog/event-log';
import { openKafkaLog, TopicRefusedError, type KafkaLog } from '@emberlog/event-log/kafka';
import { canRunJars, notRunHere, startKafka, waitUntil, type KafkaBroker } from '@emberlog/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const PARTITIONS = 4;
const isHere =
  (await canRunJars()) ||
  notRunHere('The tests of faults of Kafka do not run: they need Java 17 and Maven.');

describe.runIf(isHere)('Kafka', () => {
  let broker: KafkaBroker;
  const open: KafkaLog[] = [];

  beforeAll(async () => {
    broker = await startKafka();
  }, 120_000);

  afterEach(async () => {
    await Promise.all(open.splice(0).map(async (log) => await log.close()));
  });

  afterAll(async () => {
    await broker.stop();
  });

  const openLog = async (topicPrefix: string, partitions = PARTITIONS): Promise<KafkaLog> => {
    const log = await openKafkaLog({
      brokers: [broker.brokers],
      partitions,
      topicPrefix,
      sessionTimeoutMs: 6_000,
    });
    open.push(log);
    return log;
  };
  const vote = (value: string) => ({
    topic: 'emberlog.votes' as const,
    key: `paper-${value}`,
    value: new TextEncoder().encode(value),
  });
  const readEverything = async (log: KafkaLog): Promise<readonly LogRecord[]> => {
    const records: LogRecord[] = [];
    for (const { topic, partition, first, end } of await log.bounds()) {
      for (let offset = first; offset < end; offset += 1) {
        const record = await log.read({ topic, partition, offset });
        if (record !== null) records.push(record);
      }
    }
    return records;
  };

  // Seen to fail when nobody looks at the partitions that are there.
  test('a log of another number of partitions is refused, and what it holds stays', async () => {
    const prefix = `${randomUUID()}.`;
    const log = await openLog(prefix);
    await log.append([vote('kept')]);
    await expect(openLog(prefix, 5)).rejects.toThrow(TopicRefusedError);
    await expect(openLog(prefix, 5)).rejects.toThrow(/has 4 partitions, not 5/);
    expect(await readEverything(log)).toHaveLength(1);
  });

  // Seen to fail with one batch for everything that waits.
  test('much at a time is taken in pieces, and a call of five mebibytes for one key as well', async () => {
    const log = await openLog(`${randomUUID()}.`);
    const large = () => ({ ...vote('one'), value: new Uint8Array(1024 * 1024 - 100).fill(97) });
    const calls = [
      log.append(Array.from({ length: 5 }, large)),
      ...Array.from({ length: 20 }, (_, n) => log.append([large(), vote(`small ${n}`)])),
    ];
    await Promise.all(calls);
    expect(log.trouble()).toBeNull();
    const ends = (await log.bounds()).reduce((sum, { end }) => sum + end, 0);
    expect(ends).toBe(45);
  }, 60_000);

  // Seen to be answered with an offset, and to be nowhere, when the producer is kept after a refusal.
  test('what follows a record that the broker refuses is not lost', async () => {
    const prefix = `${randomUUID()}.`;
    const log = await openLog(prefix);
    const in0 = keyIn(0);
    const in1 = keyIn(1);
    const record = (key: string, value: string | Uint8Array) => ({
      topic: 'emberlog.votes' as const,
      key,
      value: typeof value === 'string' ? new TextEncoder().encode(value) : value,
    });
    await log.append([record(in0, 'A'), record(in1, 'B')]);
    const topic = ['--entity-type', 'topics', '--entity-name', `${prefix}emberlog.votes`];
    await broker.configure(['--alter', ...topic, '--add-config', 'max.message.bytes=2000']);
    const large = record(in1, new Uint8Array(5_000));
    await expect(log.append([record(in0, 'C'), large])).rejects.toThrow(/MESSAGE_TOO_LARGE/);
    expect(log.trouble()).toBeNull();
    const [placed] = await log.append([record(in0, 'E')]);
    const read = placed === undefined ? null : await log.read(placed);
    expect(new TextDecoder().decode(read?.value)).toBe('E');
  }, 60_000);

  test.each([
    ['max.message.bytes', '1000'],
    ['message.timestamp.type', 'CreateTime'],
    ['cleanup.policy', 'compact'],
  ])(
    'a topic with %s=%s is refused with the command that mends it',
    async (name, value) => {
      const prefix = `${randomUUID()}.`;
      await openLog(prefix);
      const topic = `${prefix}emberlog.votes`;
      const target = ['--alter', '--entity-type', 'topics', '--entity-name', topic];
      await broker.configure([...target, '--add-config', `${name}=${value}`]);
      const refusal = await openLog(prefix).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(TopicRefusedError);
      const [, command = ''] = /Run kafka-configs\.sh --bootstrap-server \S+ (.*)$/.exec(
        String(refusal),
      ) ?? [''];
      await broker.configure(command.split(' '));
      await openLog(prefix);
    },
    60_000,
  );

  // Seen to fail when nothing looks for a broker that is gone.
  test('while the broker is gone appends are refused soon, and it comes back by itself', async () => {
    const log = await openLog(`${randomUUID()}.`);
    const accepted: string[] = [];
    const append = async (value: string): Promise<void> => {
      await log.append([vote(value)]);
      accepted.push(value);
    };
    for (let at = 0; at < 50; at += 1) await append(`before ${at}`);
    await broker.kill();
    const begin = performance.now();
    await expect(append('gone')).rejects.toThrow(LogUnavailableError);
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect(log.trouble()).toContain('Kafka cannot be reached');
    await expect(append('still gone')).rejects.toThrow(LogUnavailableError);
    await broker.start();
    await waitUntil(() => log.trouble() === null, { timeoutMs: 20_000, what: 'the broker' });
    for (let at = 0; at < 50; at += 1) await append(`after ${at}`);
    const records = await readEverything(log);
    const values = records.map(({ value }) => new TextDecoder().decode(value));
    expect(accepted.filter((value) => !values.includes(value))).toEqual([]);
    expect(accepted).toHaveLength(100);
  }, 60_000);

  test('a group leaves with Kafka how far it came, and is given everything again all the same', async () => {
    const prefix = `${randomUUID()}.`;
    const log = await openLog(prefix);
    const group = `group of ${prefix}`;
    expect(await log.toldBy(group)).toEqual([]);
    const [at] = await log.append([vote('one')]);
    await log.append([vote('two')]);
    const readBoth = async (): Promise<void> => {
      const seen: string[] = [];
      const following = log.follow({
        group,
        from: async ({ partitions }) =>
          await Promise.resolve(partitions.map((each) => ({ ...each, offset: 0 }))),
        handle: async (records) => {
          seen.push(...records.map(({ value }) => new TextDecoder().decode(value)));
          await Promise.resolve();
        },
      });
      await waitUntil(() => seen.length === 2, { timeoutMs: 30_000, what: 'both records' });
      expect(seen).toEqual(['one', 'two']);
      await following.close();
      expect(await log.toldBy(group)).toEqual([{ ...at, offset: 2 }]);
    };
    await readBoth();
    await readBoth();
  }, 60_000);

  // Seen not to come to an end when `lost` is not aborted.
  test('followers of a group share the partitions, and one that leaves gives up its own', async () => {
    const prefix = `${randomUUID()}.`;
    const log = await openLog(prefix);
    const other = await openLog(prefix);
    const owners = new Map<string, string>();
    const seen: { readonly by: string; readonly value: string }[] = [];
    const followAs = (by: string, from: KafkaLog) =>
      from.follow({
        group: `group of ${prefix}`,
        from: async ({ partitions, lost }) => {
          for (const each of partitions) owners.set(nameOf(each), by);
          lost.addEventListener('abort', () => {
            for (const each of partitions) {
              if (owners.get(nameOf(each)) === by) owners.delete(nameOf(each));
            }
          });
          return await Promise.resolve(partitions.map((each) => ({ ...each, offset: 0 })));
        },
        handle: async (records) => {
          for (const { value } of records)
            seen.push({ by, value: new TextDecoder().decode(value) });
          await Promise.resolve();
        },
      });
    const first = followAs('first', log);
    await waitUntil(() => owners.size === 12, { what: 'all partitions to be the first’s' });
    const second = followAs('second', other);
    await waitUntil(() => owners.size === 12 && new Set(owners.values()).size === 2, {
      timeoutMs: 30_000,
      what: 'the partitions to be shared',
    });
    await first.close();
    await waitUntil(
      () => owners.size === 12 && [...owners.values()].every((by) => by === 'second'),
      { timeoutMs: 30_000, what: 'all partitions to be the second’s' },
    );
    await log.append([vote('late')]);
    await waitUntil(() => seen.some(({ value }) => value === 'late'), { what: 'the record' });
    await delay(200);
    expect(seen.filter(({ value }) => value === 'late')).toEqual([{ by: 'second', value: 'late' }]);
    await second.close();
  }, 90_000);
});

/** A key whose records lie in that partition. */
const keyIn = (partition: number): string => {
  const keys = Array.from({ length: 100 }, (_, n) => `key-${n}`);
  return keys.find((key) => partitionOf(key, PARTITIONS) === partition) ?? '';
};

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic} ${partition}`;
