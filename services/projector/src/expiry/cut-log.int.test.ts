import { readIdentities } from '@emberlog/clickhouse';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY, openExpiryScene, type ExpiryScene } from '../trial/expiry-scene.ts';
import { openTrialEngine, type TrialEngine } from '../trial/trial-engine.ts';

let engine: TrialEngine;
let scene: ExpiryScene;

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(async () => {
  scene = await openExpiryScene(engine);
  await scene.start();
});
afterEach(async () => {
  await scene.close();
});
afterAll(async () => {
  await engine.close();
});

const dropPartition = async (month: string): Promise<void> => {
  await engine.database.writer.command(
    `ALTER TABLE emberlog.views DROP PARTITION ${month.replace('-', '')}`,
  );
};

test('what is damaged is made again from what the log has, and a rebuild is the same', async () => {
  await scene.append(9);
  await scene.expire();
  await scene.stop();
  const months = scene.months();
  await dropPartition(months.at(-2) ?? '');
  await scene.start();
  await scene.untilHeld();
  await scene.expire();
  expect(await scene.rows()).toEqual(scene.keptRows());

  const job = await scene.rebuild({});
  expect([job.state, job.report.trouble]).toEqual(['done', null]);
  expect(job.report.tables.map(({ drift }) => drift?.differing)).toEqual([0]);
  await scene.expire();
  expect(await scene.rows()).toEqual(scene.keptRows());

  // Who asks for views that were dropped hears what can be had.
  await scene.stop();
  await expect(scene.start(400 * DAY)).rejects.toThrow(
    /^views up to .* were dropped.* set it to \d+d/,
  );
}, 60_000);

test('where the log no longer has what the table has, a rebuild copies it, and makes nothing up', async () => {
  await scene.append(6);
  await scene.expire();
  await scene.cutLog(4);
  const job = await scene.rebuild({});
  expect([job.state, job.report.trouble]).toEqual(['done', null]);
  await scene.append(1);
  await scene.expire();
  expect(await scene.rows()).toEqual(scene.keptRows());

  const other = await scene.rebuild({ viewWindowMinutes: 60 });
  expect(other.state).toBe('failed');
  expect(other.report.trouble).toContain('the log no longer has offsets');
  expect(await scene.rows()).toEqual(scene.keptRows());

  await scene.stop();
  const months = scene.months();
  await dropPartition(months.at(-3) ?? '');
  await expect(scene.start()).rejects.toThrow('restore a backup');
}, 60_000);

// The one way back to what was served before; it cannot be made again.
test('a rebuild that is refused leaves what is kept beside', async () => {
  await scene.append(2);
  expect((await scene.rebuild({ viewWindowMinutes: 60 })).state).toBe('done');
  const kept = async () =>
    (await readIdentities(engine.database.reader)).beside.get('views')?.identity;
  const before = await kept();
  expect(before).toBeDefined();
  await scene.cutLog(4);
  expect((await scene.rebuild({ viewWindowMinutes: 45 })).state).toBe('failed');
  expect(await kept()).toBe(before);
}, 60_000);

test('tables that the log cannot fill again are not emptied', async () => {
  await scene.log.append([{ topic: 'emberlog.views', key: 'a', value: Buffer.from('{') }]);
  await scene.append(2);
  await scene.stop();
  const before = await scene.rows();
  await scene.cutLog(4);
  // Lost letters come back with all tables only.
  await engine.database.writer.command('TRUNCATE TABLE emberlog.dead_letters');
  await expect(scene.start()).rejects.toThrow(
    /dead letters.*views would be made again.*no longer holds/,
  );
  expect(await scene.rows()).toEqual(before);
}, 60_000);
