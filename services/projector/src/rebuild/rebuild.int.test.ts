import { FACT_TABLES, readIdentities, readServedModel, type FactTable } from '@emberlog/clickhouse';
import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { naiveViews, naiveVotes } from '@emberlog/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startProjector, type Projector } from '../start-projector.ts';
import { PLAIN_REQUEST } from '../trial/plain-request.ts';
import { randomRecord, recordsOf } from '../trial/random-history.ts';
import { createRandom, type Random } from '../trial/seeded-random.ts';
import { storedRows, storedViews, storedVotes } from '../trial/stored-rows.ts';
import { openTrialEngine, quiet, type TrialEngine } from '../trial/trial-engine.ts';
import { untilProjected } from '../trial/until-projected.ts';
import { untilEnded } from '../trial/until-ended.ts';
import type { RebuildJob } from './job-book.ts';
import type { RebuildRequest } from './rebuild-request.ts';

const START = Date.UTC(2026, 0, 30, 12);
const HOUR = 3_600_000;

let engine: TrialEngine;
let random: Random;
let now: number;
let log: EventLog;
let projectors: Projector[];

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(async () => {
  await engine.empty();
  random = createRandom(7);
  now = START;
  log = createMemoryLog({ partitions: 4, clock: () => now });
  projectors = [];
});
afterEach(async () => {
  await Promise.all(projectors.map(async (each) => await each.close()));
});
afterAll(async () => {
  await engine.close();
});

const start = async (isShared = false): Promise<Projector> => {
  const projector = await startProjector({
    log,
    database: { ...engine.database, shared: isShared },
    logger: quiet,
    maxBatch: 100,
    noticeMs: 1,
    retryDelay: 5,
  });
  projectors.push(projector);
  return projector;
};

const append = async (count: number): Promise<void> => {
  for (let at = 0; at < count; at += 10) {
    now += random.below(3) * HOUR;
    await log.append(Array.from({ length: 10 }, () => randomRecord(random, now)));
  }
};

const rebuild = async (
  projector: Projector,
  request: Partial<RebuildRequest> = {},
): Promise<RebuildJob> => {
  const answer = await projector.rebuilds.ask({ ...PLAIN_REQUEST, ...request });
  if (!('asked' in answer)) throw new Error('another rebuild is not finished');
  return await untilEnded(projector.rebuilds, answer.asked.id);
};

const rows = async (table: FactTable) => await storedRows(engine.database.reader, table);
const besides = async (): Promise<readonly FactTable[]> => [
  ...(await readIdentities(engine.database.reader)).beside.keys(),
];

const isBegun = (wanted: FactTable) => (job: RebuildJob) =>
  job.report.tables.some(({ table, step }) => table === wanted && step !== 'waiting');

// Seen to fail when the table beside is read for its state from the served one, and when a switch
// does not wait for what the served table has.
test('a rebuild of what is unchanged serves the same rows, and goes on with those that come', async () => {
  const projector = await start();
  await append(300);
  const writing = append(200);
  const job = await rebuild(projector);
  await writing;
  expect([job.state, job.report.trouble]).toEqual(['done', null]);
  expect(job.report.tables.map(({ step, drift }) => [step, drift?.differing])).toEqual([
    ...FACT_TABLES.map(() => ['switched', 0]),
  ]);
  await append(50);
  await untilProjected(projector, log, engine.database.reader);
  expect(await storedVotes(engine.database.reader)).toEqual(
    naiveVotes(await recordsOf(log, 'emberlog.votes')),
  );
  expect(await storedViews(engine.database.reader)).toEqual(
    naiveViews(await recordsOf(log, 'emberlog.views')),
  );
  const { served } = await readIdentities(engine.database.reader);
  expect(FACT_TABLES.map((table) => served[table].madeBy)).toEqual(FACT_TABLES.map(() => job.id));
  expect(await besides()).toEqual([]);
});

// Seen to fail when the projector goes on with the window it began with, and when the table beside
// is made anew to be switched back to.
test('another window of views goes out and comes back, as if it had been from the first record on', async () => {
  const projector = await start();
  await append(300);
  await untilProjected(projector, log, engine.database.reader);
  const before = await readServedModel(engine.database.reader);
  const old = (await readIdentities(engine.database.reader)).served.views.identity;
  for (const [minutes, isOld] of [
    [60, false],
    [30, true],
  ] as const) {
    const job = await rebuild(projector, { tables: ['views'], viewWindowMinutes: minutes });
    expect(job.state).toBe('done');
    await append(100);
    await untilProjected(projector, log, engine.database.reader);
    expect(await storedViews(engine.database.reader)).toEqual(
      naiveViews(await recordsOf(log, 'emberlog.views'), minutes),
    );
    const { served } = await readIdentities(engine.database.reader);
    expect(served.views.identity === old).toBe(isOld);
    expect((await readServedModel(engine.database.reader)) === before).toBe(isOld);
    expect(await projector.readModel()).toBe(await readServedModel(engine.database.reader));
    expect(await besides()).toEqual(['views']);
  }
});

// Seen to fail when sums are compared of rows without their columns, and when drift is not looked at.
test('what differs from the log is reported, and served no more only when that is asked for', async () => {
  const projector = await start();
  await append(300);
  await untilProjected(projector, log, engine.database.reader);
  const sound = await rows('votes');
  await engine.database.writer.command(
    'ALTER TABLE emberlog.votes UPDATE delta = 1 - delta WHERE off IN (5, 9) AND kp = 2 SETTINGS mutations_sync = 2',
  );
  const wrong = await rows('votes');
  expect(wrong.filter((row, at) => row !== sound[at])).toHaveLength(2);
  const drift = { rows: sound.length, differing: 2, first: 'partition 2, offset 5' };
  const looked = await rebuild(projector, { tables: ['votes'], dryRun: true });
  expect([looked.state, looked.report.tables[0]?.step]).toEqual(['done', 'compared']);
  expect(looked.report.tables[0]?.drift).toEqual(drift);
  const refused = await rebuild(projector, { tables: ['votes'] });
  expect(refused.state).toBe('failed');
  expect(refused.report.trouble).toContain('2 of');
  expect(refused.report.tables[0]?.drift).toEqual(drift);
  expect([await rows('votes'), await besides()]).toEqual([wrong, []]);
  const accepted = await rebuild(projector, { tables: ['votes'], acceptDrift: true });
  expect(accepted.state).toBe('done');
  expect(await rows('votes')).toEqual(sound);
});

test('one is made at a time, and one that is cancelled leaves nothing', async () => {
  const projector = await start();
  await append(1_000);
  const answer = await projector.rebuilds.ask(PLAIN_REQUEST);
  if (!('asked' in answer)) throw new Error('another rebuild is not finished');
  const { id } = answer.asked;
  expect(await projector.rebuilds.ask(PLAIN_REQUEST)).toMatchObject({
    unfinished: { id },
  });
  expect(await projector.rebuilds.cancel(id)).toMatchObject({ id, state: 'cancelling' });
  expect((await untilEnded(projector.rebuilds, id)).state).toBe('cancelled');
  expect(await projector.rebuilds.cancel(id)).toBeNull();
  expect(await besides()).toEqual([]);
  await untilProjected(projector, log, engine.database.reader);
});

// Seen to fail when a table that was begun is dropped at every start, and to hang when a job whose
// runner is gone is waited for in the only process there is.
test('a rebuild goes on in the next process where it stopped', async () => {
  await append(2_000);
  const first = await start();
  await untilProjected(first, log, engine.database.reader);
  const answer = await first.rebuilds.ask({
    ...PLAIN_REQUEST,
    ...{ tables: ['votes', 'views'], viewWindowMinutes: 45 },
  });
  if (!('asked' in answer)) throw new Error('another rebuild is not finished');
  const { id } = answer.asked;
  await untilEnded(first.rebuilds, id, isBegun('views'));
  await first.close();
  const { served, beside } = await readIdentities(engine.database.reader);
  expect(served.votes.madeBy).toBe(id);
  const begun = beside.get('views')?.identity ?? served.views.identity;
  const second = await start();
  const job = await untilEnded(second.rebuilds, id);
  expect([job.state, job.report.trouble]).toEqual(['done', null]);
  const after = await readIdentities(engine.database.reader);
  expect(after.served.votes.identity).toBe(served.votes.identity);
  expect([after.served.views.identity, after.served.views.madeBy]).toEqual([begun, id]);
  expect(await storedViews(engine.database.reader)).toEqual(
    naiveViews(await recordsOf(log, 'emberlog.views'), 45),
  );
});

// Seen to lose rows when inserts are not fenced by the identity of their table.
test('projectors that fill the same tables find the exchanged ones by themselves', async () => {
  const rivals = [await start(true), await start(true)];
  await append(300);
  const [one, other] = rivals as [Projector, Projector];
  const writing = append(300);
  const job = await rebuild(one, { tables: ['views'], viewWindowMinutes: 60 });
  await writing;
  expect([job.state, job.report.trouble]).toEqual(['done', null]);
  await one.close();
  await append(100);
  await untilProjected(other, log, engine.database.reader);
  expect(await storedViews(engine.database.reader)).toEqual(
    naiveViews(await recordsOf(log, 'emberlog.views'), 60),
  );
  expect(await storedVotes(engine.database.reader)).toEqual(
    naiveVotes(await recordsOf(log, 'emberlog.votes')),
  );
});
