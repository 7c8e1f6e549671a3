import { openKafkaLog } from '@emberlog/event-log/kafka';
import {
  canRunJars,
  exposedValues,
  notRunHere,
  startKafka,
  temporaryDirectory,
  waitUntil,
} from '@emberlog/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../system/product.ts';
import { readList, readPages } from '../system/read-list.ts';
import { referenceList } from '../system/reference-list.ts';
import { describeRoundTrips } from '../system/round-trips.ts';
import { createScenario } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import { createService } from './spawn-service.ts';
import { PARTITIONS, startStack, type Stack } from './stack.ts';

const isHere =
  (await canRunJars()) ||
  notRunHere('The tests of one process per service do not run: they need Java 17 and Maven.');

const HOUR = 3_600_000;

describe.runIf(isHere)('one process per service, on Kafka with four partitions', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });

  afterAll(async () => {
    await stack.stop();
  });

  describeRoundTrips(() => ({
    ingestUrl: stack.collector.url,
    queryUrl: stack.query.url,
    key: stack.keys.write,
    clock: Date.now,
  }));

  test('the list is that of the definitions, page after page while votes arrive', async () => {
    const now = Date.now() - HOUR;
    const scenario = createScenario({
      seed: 20_261_129,
      now,
      items: 40,
      senders: 4,
      eventsPerSender: 2_000,
    });
    const { query, collector, keys } = stack;
    const to = { url: collector.url, key: keys.import, batch: 100 };
    await sendAll({ ...to, events: scenario.items });
    await Promise.all(scenario.senders.map(async (events) => await sendAll({ ...to, events })));
    const after = await sendAll({ ...to, events: scenario.items.slice(0, 1) });
    const tag = { as_of: new Date(now).toISOString(), half_life: '24h', explain: true };
    const first = await readList(query.url, { ...tag, after, limit: 7 });
    await sendAll({
      ...to,
      events: scenario.items.map(({ subject }, n) => ({
        id: `late-${n}`,
        type: 'item.upvoted',
        subject,
        time: new Date(now - HOUR).toISOString(),
        data: { actor: `late-${n}` },
      })),
    });
    const pages = await readPages(query.url, first);
    const got = pages
      .flatMap(({ items }) => items)
      .filter(({ id }) => id.startsWith('paper/'))
      .map(({ id, score, upvotes }) => ({ id, score, upvotes }));
    const expected = referenceList(scenario, now, 24 * HOUR).map(({ id, score, upvotes }) => ({
      ...{ id, score, upvotes },
    }));
    expect(got).toEqual(expected);
  });

  test('every process is measured, and nothing lags once answers include it', async () => {
    const { collector, projectors, query, dashboard } = stack;
    const valuesOf = async ({ url }: { readonly url: string }) =>
      exposedValues(await (await fetch(`${url}/metrics`)).text());
    const sumOf = (values: Readonly<Record<string, number>>, name: string): number =>
      Object.entries(values).reduce(
        (sum, [series, n]) => sum + (series.startsWith(name) ? n : 0),
        0,
      );
    await waitUntil(async () => (await valuesOf(query))['emberlog_read_model_lag_seconds'] === 0);
    const accepted = await valuesOf(collector);
    const records = sumOf(accepted, 'emberlog_events_accepted_total');
    expect(records).toBeGreaterThan(8_000);
    expect(accepted['emberlog_log_commit_records_sum']).toBe(records);
    expect(sumOf(accepted, 'emberlog_log_end_offset')).toBe(records);
    expect(sumOf(await valuesOf(query), 'emberlog_read_model_offset')).toBe(records);
    const projected = await Promise.all(projectors.map(valuesOf));
    const sum = (name: string) => projected.reduce((all, each) => all + sumOf(each, name), 0);
    expect(sum('emberlog_projector_records_total')).toBe(records);
    expect(sum('emberlog_projector_lag_')).toBe(0);
    // Each partition of each topic is told of by the projector that has it, and by no other.
    const lags = projected.flatMap((each) =>
      Object.keys(each).filter((series) => series.startsWith('emberlog_projector_lag_records')),
    );
    expect(lags).toHaveLength(3 * PARTITIONS);
    expect(new Set(lags).size).toBe(lags.length);
    expect(await valuesOf(dashboard)).toHaveProperty('process_resident_memory_bytes');
  });

  test('the page shows what was published', async () => {
    const { dashboard } = stack;
    const page = await (await fetch(`${dashboard.url}/trending`)).text();
    expect(page).toContain('Paper ');
  });

  test('a service says what it would use, without its secrets, and starts nothing', async () => {
    const port = await freePort();
    for (const name of ['collector', 'projector', 'query'] as const) {
      const checked = createService({ name, port, env: stack.env, args: ['--check-config'] });
      checked.start();
      expect(await checked.ended()).toBe(0);
      expect(JSON.parse(checked.output())).toMatchObject({ port, kafka: { partitions: 4 } });
      expect(JSON.parse(checked.output())).toMatchObject({ secret: 'given' });
      expect(checked.output()).not.toContain('"Buffer"');
    }
  });

  test('every problem of a configuration is told at once, by its name', async () => {
    const env = {
      ...stack.env,
      KAFKA_BROKERS: 'nowhere',
      CLICKHOUSE_URL: '',
      KAFKA_PARTITIONS: '0',
    };
    const refused = createService({ name: 'query', port: await freePort(), env });
    refused.start();
    expect(await refused.ended()).toBe(1);
    for (const name of ['KAFKA_BROKERS', 'CLICKHOUSE_URL', 'KAFKA_PARTITIONS']) {
      expect(refused.output()).toContain(name);
    }
    expect(refused.output()).not.toMatch(/^\s+at /m);
  });

  test('a stop by SIGTERM ends each service with code 0, and nothing is lost', async () => {
    const { collector, projectors, query, dashboard, keys } = stack;
    const event = { id: 'before-stop', type: 'item.published', subject: 'before-stop' };
    const body = JSON.stringify({ ...event, data: { title: 'Before the stop' } });
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${keys.write}` };
    const reply = await fetch(`${collector.url}/v1/events`, { method: 'POST', headers, body });
    const { position } = (await reply.json()) as { position: string };
    for (const service of [dashboard, query, ...projectors, collector]) {
      expect(await service.stop('SIGTERM')).toBe(0);
    }
    for (const service of [collector, ...projectors, query, dashboard]) {
      service.start();
      await service.whenOk();
    }
    const found = await fetch(`${query.url}/v1/items/before-stop?after=${position}`);
    expect(found.status).toBe(200);
  });

  test('an empty database beside a log that was projected is refused with the choice', async () => {
    const { projectors, env } = stack;
    // How far they came is told when they stop, and every few seconds.
    for (const projector of projectors) expect(await projector.stop('SIGTERM')).toBe(0);
    const directory = await temporaryDirectory();
    const port = await freePort();
    const database = createService({
      ...{ name: 'clickhouse-server', port },
      env: { EMBERLOG_CLICKHOUSE_PORT: String(port), EMBERLOG_DATA_DIR: directory.path },
    });
    database.start();
    await database.whenOk('/ping');
    const expectRefused = async (): Promise<void> => {
      const refused = createService({
        ...{ name: 'projector', port: await freePort() },
        env: { ...env, CLICKHOUSE_URL: database.url },
      });
      refused.start();
      expect(await refused.ended()).toBe(1);
      expect(refused.output()).toContain('this log was projected before');
      expect(refused.output()).toContain('--delete --group emberlog-projector');
    };
    try {
      await expectRefused();
      // Nothing is begun by having looked.
      await expectRefused();
    } finally {
      await database.stop('SIGKILL');
      await directory.remove();
    }
    for (const projector of projectors) {
      projector.start();
      await projector.whenOk();
    }
  });

  test('tables of another log, and another number of partitions, are refused with the choice', async () => {
    const other = await startKafka();
    // As a collector would that starts on it.
    const empty = await openKafkaLog({ brokers: [other.brokers], partitions: 4 });
    await empty.close();
    const start = async (env: Readonly<Record<string, string>>) => {
      const service = createService({
        name: 'projector',
        port: await freePort(),
        env: { ...stack.env, ...env },
      });
      service.start();
      return service;
    };
    try {
      const wiped = await start({ KAFKA_BROKERS: other.brokers });
      expect(await wiped.ended()).toBe(1);
      expect(wiped.output()).toContain('projected from another log');
      const more = await start({ KAFKA_PARTITIONS: '5' });
      expect(await more.ended()).toBe(1);
      expect(more.output()).toContain('Set KAFKA_PARTITIONS to the number it was created with');
    } finally {
      await other.stop();
    }
    await waitUntil(async () => (await fetch(`${stack.query.url}/readyz`)).ok);
  });
});
