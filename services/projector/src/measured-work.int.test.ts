import { createMemoryLog, TOPICS, type EventLog } from '@emberlog/event-log';
import { createProcessMetrics, createProjectorInstruments } from '@emberlog/metrics';
import { exposedValues, waitUntil } from '@emberlog/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startProjector } from './start-projector.ts';
import { actor, recordOf } from './trial/record-of.ts';
import { withFailingInserts } from './trial/failing-inserts.ts';
import { openTrialEngine, quiet, type TrialEngine } from './trial/trial-engine.ts';
import { untilProjected } from './trial/until-projected.ts';

const NOW = Date.UTC(2026, 0, 10);

let engine: TrialEngine;
let log: EventLog;
let metrics: ReturnType<typeof createProcessMetrics>;

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(async () => {
  await engine.empty();
  log = createMemoryLog({ partitions: 2, clock: () => NOW });
  metrics = createProcessMetrics();
});
afterAll(async () => {
  await engine.close();
});

const values = async () => exposedValues(await (await metrics.routes.request('/metrics')).text());

const vote = (by: number) =>
  recordOf({
    ...{ type: 'item.upvoted', subject: 'a', id: `v${by}`, time: NOW },
    data: { actor: actor(by) },
  });

const start = async (database = engine.database) =>
  await startProjector({
    ...{ log, database, logger: quiet, noticeMs: 1, retryDelay: 1, clock: () => NOW + 5_000 },
    instruments: createProjectorInstruments(metrics, TOPICS),
  });

test('records, inserts and dead letters are counted once they are committed', async () => {
  await log.append([vote(1), vote(2)]);
  await log.append([{ topic: 'emberlog.views', key: 'a', value: Buffer.from('not an event') }]);
  const projector = await start();
  await untilProjected(projector, log, engine.database.reader);
  const found = await values();
  expect(found).toMatchObject({
    'emberlog_projector_records_total{topic="items"}': 0,
    'emberlog_projector_records_total{topic="votes"}': 2,
    'emberlog_projector_records_total{topic="views"}': 1,
    'emberlog_projector_insert_records_sum{topic="votes"}': 2,
    'emberlog_projector_insert_duration_seconds_count{topic="views"}': 1,
    'emberlog_projector_dead_letters_total{topic="votes"}': 0,
    'emberlog_projector_dead_letters_total{topic="views"}': 1,
    emberlog_projector_restarts_total: 0,
    emberlog_projector_trouble: 0,
    'emberlog_projector_lag_seconds{topic="votes"}': 0,
  });
  const lags = Object.entries(found).filter(([name]) =>
    name.startsWith('emberlog_projector_lag_rec'),
  );
  expect(lags.map(([, value]) => value)).toEqual([0, 0, 0, 0, 0, 0]);
  await projector.close();
});

test('while nothing can be inserted, trouble, restarts and a lag that ages are told', async () => {
  let fails = true;
  const projector = await start(
    withFailingInserts(engine.database, () => (fails ? 'lost' : 'written')),
  );
  await log.append([vote(1), vote(2)]);
  await waitUntil(() => projector.trouble() !== null);
  const found = await values();
  expect(found).toMatchObject({
    emberlog_projector_trouble: 1,
    'emberlog_projector_lag_seconds{topic="votes"}': 5,
    'emberlog_projector_records_total{topic="votes"}': 0,
  });
  expect(found['emberlog_projector_restarts_total']).toBeGreaterThan(0);
  const partitions = [0, 1].map(
    (partition) => found[`emberlog_projector_lag_records{topic="votes",partition="${partition}"}`],
  );
  expect(partitions.toSorted()).toEqual([0, 2]);
  fails = false;
  await untilProjected(projector, log, engine.database.reader);
  await waitUntil(async () => (await values())['emberlog_projector_trouble'] === 0);
  expect(await values()).toMatchObject({ 'emberlog_projector_records_total{topic="votes"}': 2 });
  await projector.close();
});
