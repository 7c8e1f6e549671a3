import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineQuery, FACT_TABLES } from '@emberlog/clickhouse';
import { createMemoryLog, type EventLog, type PartitionBounds } from '@emberlog/event-log';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startProjector, type Projector } from '../start-projector.ts';
import { PLAIN_REQUEST } from '../trial/plain-request.ts';
import { actor, recordOf } from '../trial/record-of.ts';
import { openTrialEngine, quiet, type TrialEngine } from '../trial/trial-engine.ts';
import { untilEnded } from '../trial/until-ended.ts';
import { untilProjected } from '../trial/until-projected.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { houseChecks, type HouseLimits } from './house-checks.ts';
import { logChecks } from './log-checks.ts';
import { tableChecks } from './table-checks.ts';

const NOW = Date.UTC(2026, 1, 10, 12);
const BEARABLE: HouseLimits = {
  room: { warns: 0, alarms: 0 },
  clocksMs: Number.MAX_SAFE_INTEGER,
  parts: 300,
};

let engine: TrialEngine;
let now: number;
let log: EventLog;
let projector: Projector;

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(async () => {
  await engine.empty();
  now = NOW;
  log = createMemoryLog({ partitions: 1, clock: () => now });
  await log.append([
    recordOf({ type: 'item.published', subject: 'a', id: 'i', time: NOW, data: { title: 'A' } }),
    { topic: 'emberlog.votes', key: 'a', value: new Uint8Array(3) },
  ]);
  projector = await startProjector({ log, database: engine.database, logger: quiet, maxBatch: 4 });
  for (const item of ['a', 'b']) {
    await log.append(Array.from({ length: 4 }, (_, by) => vote(item, by)));
    await untilProjected(projector, log, engine.database.reader);
  }
});
afterEach(async () => {
  await projector.close();
});
afterAll(async () => {
  await engine.close();
});

const vote = (subject: string, by: number) =>
  recordOf({ type: 'item.upvoted', subject, id: 'v', time: NOW, data: { actor: actor(by % 3) } });

type Asked = {
  readonly from?: Pick<EventLog, 'bounds' | 'read'>;
  readonly limits?: HouseLimits;
  readonly clock?: () => number;
  readonly keptMs?: number;
};

/** All that is not well, by the name of the check. */
const findings = async ({
  from = log,
  limits = BEARABLE,
  clock = () => now,
  keptMs,
}: Asked = {}): Promise<Readonly<Record<string, readonly Finding[]>>> => {
  const { reader } = engine.database;
  const { rebuilds } = projector;
  const checks = [
    ...logChecks({ log: from, reader, clock, retentionOf: () => keptMs ?? null }),
    ...houseChecks({ log: from, reader, rebuilds, clock, limits }),
    ...tableChecks(reader),
  ];
  const examined = await examine(checks, { thorough: true });
  const unwell: Record<string, readonly Finding[]> = {};
  for (const { check, findings: found } of examined) {
    const bad = found.filter(({ level }) => level !== 'ok');
    if (bad.length > 0) unwell[check] = bad;
  }
  return unwell;
};

/** What fires, and all that was said of it. */
const fired = async (asked?: Asked): Promise<readonly string[]> =>
  Object.entries(await findings(asked)).map(
    ([check, found]) => `${check}: ${found.map(({ level }) => level).join(' ')}`,
  );

const command = async (sql: string): Promise<void> =>
  await engine.database.writer.command(`${sql} SETTINGS mutations_sync = 2`);

const partsOfVotes = async (): Promise<readonly string[]> => {
  const parts = defineQuery({
    name: 'parts',
    sql: "SELECT path FROM system.parts WHERE database = 'emberlog' AND table = 'votes' AND active ORDER BY name",
    params: z.object({}),
    row: z.object({ path: z.string() }),
  });
  return (await engine.database.reader.query(parts, {})).map(({ path }) => path);
};

/** Changes files of the table while the engine has let go of them. */
const whileDetached = async (work: () => Promise<void>): Promise<void> => {
  await projector.close();
  await engine.database.writer.command('DETACH TABLE emberlog.votes SYNC');
  await work();
  await engine.database.writer.command('ATTACH TABLE emberlog.votes');
};

test('a house in order is found so, and every check was made', async () => {
  expect(await fired()).toEqual([]);
  const checks = await examine(projector.checks, { thorough: true });
  expect(checks.length).toBe(7 + 3 + 4 + 2 + 1 + 3);
  const quick = await examine(projector.checks, { thorough: false });
  expect(quick.length).toBe(7);
});

test('an offset that is missing', async () => {
  await command('ALTER TABLE emberlog.votes DELETE WHERE off = 4');
  expect(await fired()).toEqual(['the log of the tables: alarm', 'offsets of votes: alarm']);
});

test('an offset that is there twice', async () => {
  await command('INSERT INTO emberlog.votes SELECT * FROM emberlog.votes WHERE off = 4');
  expect(await fired()).toEqual(['the log of the tables: alarm', 'offsets of votes: alarm']);
});

test('a count that its own events do not make', async () => {
  await command("ALTER TABLE emberlog.votes UPDATE delta = 0 WHERE item = 'b' AND voter = 2");
  const found = await findings();
  expect(Object.keys(found)).toEqual(['counts of votes']);
  expect(found['counts of votes']?.[0]).toMatchObject({
    what: expect.stringContaining('one of b') as string,
    mend: 'emberlog rebuild --table votes --accept-drift',
  });
});

test('a rollup that is not the sum of its rows', async () => {
  const [one = '', other = ''] = (await partsOfVotes()).slice(-2);
  await whileDetached(async () => {
    await rm(join(other, 'per_hour.proj'), { recursive: true });
    await cp(join(one, 'per_hour.proj'), join(other, 'per_hour.proj'), { recursive: true });
  });
  expect(await fired()).toEqual(['files of votes: alarm', 'rollups of votes: alarm']);
});

test('a file that was changed behind the engine', async () => {
  const [part = ''] = await partsOfVotes();
  await whileDetached(async () => {
    const name = (await readdir(part)).includes('data.bin') ? 'data.bin' : 'digest.bin';
    const file = join(part, name);
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(file, bytes);
  });
  expect(await fired()).toEqual(['files of votes: alarm']);
});

test('a dead letter that is missing', async () => {
  await engine.database.writer.command('TRUNCATE TABLE emberlog.dead_letters');
  expect(await fired()).toEqual(['letters of votes: alarm']);
});

test('a log that is not that of the tables', async () => {
  const other = createMemoryLog({ partitions: 1, clock: () => now + 1 });
  const records = FACT_TABLES.flatMap((table) =>
    Array.from({ length: 12 }, () => ({
      ...{ topic: `emberlog.${table}` as const, key: 'a' },
      value: new Uint8Array(1),
    })),
  );
  await other.append(records);
  await projector.close();
  const found = await findings({ from: other });
  expect(found['the log of the tables']?.length).toBe(2);
});

test('tables that lag, and a record that the log is about to drop unread', async () => {
  await projector.close();
  await log.append([vote('c', 1)]);
  now += 20_000;
  expect(await fired()).toEqual([]);
  expect(await fired({ keptMs: 30_000 })).toEqual(['retention: alarm']);
  now += 20_000;
  expect(await fired()).toEqual(['lag: warning']);
  now += 300_000;
  expect(await fired()).toEqual(['lag: alarm']);
});

test('records that the log dropped before they were read', async () => {
  await projector.close();
  await log.append([vote('c', 1), vote('c', 2)]);
  const dropped = {
    ...log,
    bounds: async (): Promise<readonly PartitionBounds[]> =>
      (await log.bounds()).map((bound) =>
        bound.topic === 'emberlog.votes' ? { ...bound, first: bound.end - 1 } : bound,
      ),
  };
  const found = await findings({ from: dropped });
  expect(found['retention']?.[0]?.what).toContain('no longer holds offsets 9 to 9');
});

test('a disk that is nearly full', async () => {
  expect(await fired({ limits: { ...BEARABLE, room: { warns: 1.1, alarms: 0 } } })).toEqual([
    'room on the disks: warning',
  ]);
  expect(await fired({ limits: { ...BEARABLE, room: { warns: 1.1, alarms: 1.1 } } })).toEqual([
    'room on the disks: alarm',
  ]);
});

test('clocks that differ', async () => {
  const limits = { ...BEARABLE, clocksMs: 2_000 };
  const ticking = createMemoryLog({ partitions: 1, clock: () => Date.now() + 60_000 });
  await ticking.append([vote('a', 1)]);
  expect(await fired({ limits, clock: () => Date.now() - 10_000 })).toEqual(['clocks: warning']);
  expect(await fired({ limits, clock: Date.now })).toEqual([]);
  const found = await findings({ limits, clock: Date.now, from: ticking });
  expect(found['clocks']?.[0]?.what).toContain('ahead of this machine');
});

test('more parts than merges can keep up with', async () => {
  expect(await fired({ limits: { ...BEARABLE, parts: 1 } })).toEqual(['parts: warning']);
});

test('a rebuild that failed', async () => {
  await command("ALTER TABLE emberlog.items UPDATE title = 'B' WHERE item = 'a'");
  const asked = await projector.rebuilds.ask({ ...PLAIN_REQUEST, tables: ['items'] });
  if (!('asked' in asked)) throw new Error('another rebuild is not finished');
  expect((await untilEnded(projector.rebuilds, asked.asked.id)).state).toBe('failed');
  expect(await fired()).toEqual(['rebuilds: warning']);
});

test('what cannot be looked at is told as such, and the rest is looked at', async () => {
  const from = { ...log, bounds: async () => await Promise.reject(new Error('no broker answers')) };
  const found = await findings({ from });
  expect(found['lag']?.[0]).toMatchObject({
    level: 'unknown',
    what: 'it could not be looked at: no broker answers',
  });
  expect(Object.keys(found)).not.toContain('offsets of votes');
});
