import { createProcessMetrics, createQueryInstruments } from '@emberlog/metrics';
import { exposedValues, waitUntil } from '@emberlog/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createQueryUnderTest, type QueryUnderTest } from './testing/query-under-test.ts';
import { openReadModel, type ReadModel } from './testing/read-model.ts';
import { HOUR, MORNING, smallSite } from './testing/small-site.ts';

let model: ReadModel;
let service: QueryUnderTest;
let metrics: ReturnType<typeof createProcessMetrics>;

const start = (reader = model.reader): void => {
  metrics = createProcessMetrics();
  const instruments = createQueryInstruments(metrics);
  service = createQueryUnderTest({ ...model, reader }, { instruments });
  service.setClock(MORNING + 10 * HOUR);
};

beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());
beforeEach(async () => {
  await model.clear();
  await model.write(smallSite);
  start();
});

const values = async () => exposedValues(await (await metrics.routes.request('/metrics')).text());

test('answers are counted as produced once and as cached afterwards, statements by name', async () => {
  await service.get('/v1/trending');
  await service.get('/v1/trending');
  await service.get('/v1/trending');
  const found = await values();
  expect(found).toMatchObject({
    'emberlog_query_answers_total{source="produced"}': 1,
    'emberlog_query_answers_total{source="cache"}': 2,
    emberlog_query_waiting_requests: 0,
    emberlog_read_model_lag_seconds: 0,
  });
  const statements = Object.keys(found).filter((name) => /statement_duration.*_count/.test(name));
  expect(statements.length).toBeGreaterThan(2);
  expect(statements.join()).not.toMatch(/SELECT|b\/2/);
});

test('offsets of the read model are told by topic and partition', async () => {
  const found = Object.entries(await values())
    .filter(([name]) => name.startsWith('emberlog_read_model_offset'))
    .map(([name, value]) => [/topic="(\w+)"/.exec(name)?.[1], value] as const);
  const sum = (topic: string): number =>
    found.reduce((all, [of, value]) => all + (of === topic ? value : 0), 0);
  expect([sum('items'), sum('votes'), sum('views')]).toEqual([3, 5, 0]);
});

test('an engine that fails is counted, and its gauges are left out rather than old', async () => {
  start({ query: () => Promise.reject(new Error('gone')) });
  expect((await service.get('/v1/trending')).status).toBe(500);
  const found = await values();
  const failures = Object.entries(found).filter(([name]) => name.includes('statement_failures'));
  expect(failures.some(([, value]) => value > 0)).toBe(true);
  expect(Object.keys(found).join()).not.toContain('emberlog_read_model');
  expect(found).toMatchObject({ emberlog_query_waiting_requests: 0 });
});

test('requests that wait for a position are told while they wait', async () => {
  const after = service.ingestToken({ items: [9], votes: [9], views: [9] });
  const waiting = service.get(`/v1/trending?after=${after}`);
  await waitUntil(async () => (await values())['emberlog_query_waiting_requests'] === 1);
  service.close();
  expect((await waiting).status).toBe(503);
});
