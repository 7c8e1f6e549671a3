import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineQuery, readIdentities, tablePosition } from '@emberlog/clickhouse';
import { openLmdbLog, type LmdbLog, type LogRecord } from '@emberlog/event-log';
import { naiveViews, waitUntil } from '@emberlog/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { examine } from '../doctor/examine.ts';
import { guardEngine } from '../engine/guard-engine.ts';
import type { RebuildJob } from '../rebuild/job-book.ts';
import type { RebuildRequest } from '../rebuild/rebuild-request.ts';
import { startProjector, type Projector } from '../start-projector.ts';
import { PLAIN_REQUEST } from '../trial/plain-request.ts';
import { randomRecord } from '../trial/random-history.ts';
import { recordOf } from '../trial/record-of.ts';
import { createRandom, type Random } from '../trial/seeded-random.ts';
import { storedViews } from '../trial/stored-rows.ts';
import { openTrialEngine, quiet, type TrialEngine } from '../trial/trial-engine.ts';
import { untilEnded } from '../trial/until-ended.ts';
import { expireViews, type Expired } from './expire-views.ts';

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 5);
/** Eight days, and two months. */
const KEPT_MS = 70 * DAY;
/** Alone in its partition. */
const QUIET_ITEM = 'quiet';
const TOPIC = 'emberlog.views';

let engine: TrialEngine;
let path: string;
let random: Random;
let now: number;
let log: LmdbLog;
let projector: Projector;
/** Every view that was ever appended. */
let views: LogRecord[];

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(async () => {
  await engine.empty();
  path = await mkdtemp(join(tmpdir(), 'emberlog-expiry-'));
  random = createRandom(11);
  now = START;
  views = [];
  log = openLmdbLog({ path, partitions: 4, clock: () => now });
  projector = await start();
});
afterEach(async () => {
  await projector.close();
  await log.close();
  await rm(path, { recursive: true });
});
afterAll(async () => {
  await engine.close();
});

const start = async (viewRetentionMs = 8 * DAY): Promise<Projector> =>
  await startProjector({
    ...{ log, database: engine.database, logger: quiet },
    clock: () => now,
    viewRetentionMs,
    noticeMs: 0,
    retryDelay: 5,
  });

/** Records of some months, days apart; the clock of the log steps back now and then. */
const append = async (months: number): Promise<void> => {
  for (const end = now + months * 30 * DAY; now < end;) {
    now += (random.below(6) === 0 ? -2 : random.below(14)) * DAY;
    await appendNow();
  }
  await untilHeld();
};

const appendNow = async (): Promise<void> => {
  const records = Array.from({ length: 10 }, () => randomRecord(random, now));
  for (const position of await log.append(records)) {
    const record = await log.read(position);
    if (record?.topic === TOPIC) views.push(record);
  }
};

const untilHeld = async (): Promise<void> => {
  const { reader } = engine.database;
  await waitUntil(
    async () => {
      const held = await reader.query(tablePosition('views'), {});
      const own = (await log.bounds()).filter(({ topic }) => topic === TOPIC);
      return (
        projector.status() === null &&
        own.every(
          ({ partition, end }) =>
            end === 0 || held.some(({ kp, last }) => kp === partition && last + 1 === end),
        )
      );
    },
    { timeoutMs: 20_000, what: 'every view to be a row' },
  );
};

const expiring = () => ({
  ...{ log, engine: guardEngine(engine.database), keptMs: KEPT_MS, dueMs: 0, noticeMs: 0 },
  clock: () => now,
  trimLog: log.trim,
});

/** One look that notes, one that tells, and one that drops. */
const expire = async (): Promise<Pick<Expired, 'told' | 'dropped'>> => {
  await expireViews(expiring());
  const { told } = await expireViews(expiring());
  const { dropped } = await expireViews(expiring());
  return { told, dropped };
};

const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** What is to be kept, by the definition: whole months go, each once all partitions in it go on later. */
const keptRows = () => {
  const inOrder = views.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
  let logged = 0;
  const months = inOrder.map(({ offset, appended }) => {
    logged = offset === 0 ? appended : Math.max(logged, appended);
    return monthOf(logged);
  });
  const newest = Math.min(now, Math.max(...views.map(({ appended }) => appended)));
  const gone = new Set<string>();
  for (const month of [...new Set(months)].toSorted()) {
    const isOld = month < monthOf(newest - KEPT_MS);
    const goesOn = inOrder.every(
      ({ partition }, at) =>
        months[at] !== month ||
        inOrder.some((other, n) => other.partition === partition && (months[n] ?? '') > month),
    );
    if (!isOld || !goesOn) break;
    gone.add(month);
  }
  return naiveViews(inOrder).filter((_row, at) => !gone.has(months[at] ?? ''));
};

const rows = async () => await storedViews(engine.database.reader);

const rebuild = async (request: Partial<RebuildRequest>): Promise<RebuildJob> => {
  const answer = await projector.rebuilds.ask({
    ...PLAIN_REQUEST,
    tables: ['views'],
    ...request,
  });
  if (!('asked' in answer)) throw new Error('another rebuild is not finished');
  return await untilEnded(projector.rebuilds, answer.asked.id);
};

const dropPartition = async (month: string): Promise<void> => {
  await engine.database.writer.command(
    `ALTER TABLE emberlog.views DROP PARTITION ${month.replace('-', '')}`,
  );
};

const first = async (): Promise<number> =>
  (await log.bounds())
    .filter(({ topic }) => topic === TOPIC)
    .reduce((sum, bounds) => sum + bounds.first, 0);

test('months of views go when they are old enough, from the table and then from the log, and nothing else does', async () => {
  let dropped = 0;
  for (let round = 0; round < 8; round += 1) {
    await append(1 + random.below(3));
    dropped += (await expire()).dropped.length;
    expect(await rows()).toEqual(keptRows());
  }
  expect(dropped).toBeGreaterThan(6);
  expect((await expire()).told).toEqual([]);
  expect(await first()).toBeGreaterThan(20);
  expect(
    (await log.bounds()).filter(({ topic }) => topic !== TOPIC).every((b) => b.first === 0),
  ).toBe(true);

  // Started again, it goes on where it was; nothing is taken for damage.
  await projector.close();
  projector = await start();
  expect(await rows()).toEqual(keptRows());
  const found = await examine(
    projector.checks.filter(({ name }) => name !== 'clocks'),
    { thorough: true },
  );
  expect(found.flatMap(({ findings }) => findings)).toEqual([]);
  await append(1);
  await expire();
  expect(await rows()).toEqual(keptRows());
}, 60_000);

// Its last row is all that tells how far a partition is.
test('a month stays while a partition in it has no later row', async () => {
  const quietItem = recordOf({
    ...{ type: 'item.viewed', subject: QUIET_ITEM, id: 'q', time: now, data: {} },
  });
  const view = async (): Promise<void> => {
    for (const position of await log.append([quietItem])) {
      const record = await log.read(position);
      if (record !== null) views.push(record);
    }
  };
  await view();
  await append(5);
  expect(await expire()).toEqual({ told: [], dropped: [] });
  expect(await rows()).toEqual(keptRows());
  await view();
  await untilHeld();
  expect((await expire()).dropped).not.toEqual([]);
  expect(await rows()).toEqual(keptRows());
}, 60_000);

test('a clock that is ahead for less than a week drops nothing', async () => {
  await append(1);
  const wary = { dueMs: 7 * DAY };
  now += 400 * DAY;
  await appendNow();
  await untilHeld();
  expect(await expireViews({ ...expiring(), ...wary })).toMatchObject({ told: [], dropped: [] });
  now -= 400 * DAY;
  await appendNow();
  await untilHeld();
  const nothing = { due: [], told: [], dropped: [] };
  expect(await expireViews({ ...expiring(), ...wary })).toEqual(nothing);
  // Nor does what was logged ahead, once the clock is right again.
  expect(await expireViews(expiring())).toEqual(nothing);
  expect(await rows()).toHaveLength(views.length);
}, 60_000);

test('what is damaged is made again from what the log has, and a rebuild is the same', async () => {
  await append(9);
  await expire();
  await projector.close();
  const months = [...new Set(views.map(({ appended }) => monthOf(appended)))].toSorted();
  await dropPartition(months.at(-2) ?? '');
  projector = await start();
  await untilHeld();
  await expire();
  expect(await rows()).toEqual(keptRows());

  const job = await rebuild({});
  expect([job.state, job.report.trouble]).toEqual(['done', null]);
  expect(job.report.tables.map(({ drift }) => drift?.differing)).toEqual([0]);
  await expire();
  expect(await rows()).toEqual(keptRows());

  // Who asks for views that were dropped hears what can be had.
  await projector.close();
  await expect(start(400 * DAY)).rejects.toThrow(/^views up to .* were dropped.* set it to \d+d/);
}, 60_000);

test('where the log no longer has what the table has, a rebuild copies it, and makes nothing up', async () => {
  await append(6);
  await expire();
  const own = (await log.bounds()).filter(({ topic }) => topic === TOPIC);
  await log.trim(own.map(({ topic, partition, end }) => ({ topic, partition, offset: end - 4 })));
  const job = await rebuild({});
  expect([job.state, job.report.trouble]).toEqual(['done', null]);
  await append(1);
  await expire();
  expect(await rows()).toEqual(keptRows());

  const other = await rebuild({ viewWindowMinutes: 60 });
  expect(other.state).toBe('failed');
  expect(other.report.trouble).toContain('the log no longer has offsets');
  expect(await rows()).toEqual(keptRows());

  await projector.close();
  const months = [...new Set(views.map(({ appended }) => monthOf(appended)))].toSorted();
  await dropPartition(months.at(-3) ?? '');
  await expect(start()).rejects.toThrow('restore a backup');
}, 60_000);

// The one way back to what was served before; it cannot be made again.
test('a rebuild that is refused leaves what is kept beside', async () => {
  await append(2);
  expect((await rebuild({ viewWindowMinutes: 60 })).state).toBe('done');
  const kept = async () =>
    (await readIdentities(engine.database.reader)).beside.get('views')?.identity;
  const before = await kept();
  expect(before).toBeDefined();
  const own = (await log.bounds()).filter(({ topic }) => topic === TOPIC);
  await log.trim(own.map(({ topic, partition, end }) => ({ topic, partition, offset: end - 4 })));
  expect((await rebuild({ viewWindowMinutes: 45 })).state).toBe('failed');
  expect(await kept()).toBe(before);
}, 60_000);

test('tables that the log cannot fill again are not emptied', async () => {
  await log.append([{ topic: 'emberlog.views', key: 'a', value: Buffer.from('{') }]);
  await append(2);
  await projector.close();
  const before = await rows();
  const own = (await log.bounds()).filter(({ topic }) => topic === TOPIC);
  await log.trim(own.map(({ topic, partition, end }) => ({ topic, partition, offset: end - 4 })));
  // Lost letters come back with all tables only.
  await engine.database.writer.command('TRUNCATE TABLE emberlog.dead_letters');
  await expect(start()).rejects.toThrow(/dead letters.*views would be made again.*no longer holds/);
  expect(await rows()).toEqual(before);
}, 60_000);

test('a month that a kill left half dropped is not damage', async () => {
  await append(6);
  await expireViews(expiring());
  await expireViews({ ...expiring(), noticeMs: 3_600_000 });
  await projector.close();
  const kept = keptRows();
  const [part] = await engine.database.reader.query(lastParts, {});
  await engine.database.writer.command(
    `ALTER TABLE emberlog.views DROP PART '${part?.name ?? ''}'`,
  );
  // The log could not give back what is missing.
  const own = (await log.bounds()).filter(({ topic }) => topic === TOPIC);
  await log.trim(own.map(({ topic, partition, end }) => ({ topic, partition, offset: end - 1 })));
  projector = await start();
  expect(await rows()).toEqual(kept);
}, 60_000);

const lastParts = defineQuery({
  name: 'last-parts',
  sql: `
    SELECT name FROM system.parts
    WHERE database = 'emberlog' AND table = 'views' AND active AND partition = '202401'
    ORDER BY max_block_number DESC`,
  params: z.object({}),
  row: z.object({ name: z.string() }),
});
