import { defineQuery } from '@emberlog/clickhouse';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { examine } from '../doctor/examine.ts';
import { DAY, openExpiryScene, type ExpiryScene } from '../trial/expiry-scene.ts';
import { recordOf } from '../trial/record-of.ts';
import { openTrialEngine, type TrialEngine } from '../trial/trial-engine.ts';
import { expireViews } from './expire-views.ts';

/** Alone in its partition. */
const QUIET_ITEM = 'quiet';
const TOPIC = 'emberlog.views';

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

const first = async (): Promise<number> =>
  (await scene.log.bounds())
    .filter(({ topic }) => topic === TOPIC)
    .reduce((sum, bounds) => sum + bounds.first, 0);

test('months of views go when they are old enough, from the table and then from the log, and nothing else does', async () => {
  let dropped = 0;
  for (let round = 0; round < 8; round += 1) {
    await scene.append(1 + (round % 3));
    dropped += (await scene.expire()).dropped.length;
    expect(await scene.rows()).toEqual(scene.keptRows());
  }
  expect(dropped).toBeGreaterThan(6);
  expect((await scene.expire()).told).toEqual([]);
  expect(await first()).toBeGreaterThan(20);
  expect(
    (await scene.log.bounds()).filter(({ topic }) => topic !== TOPIC).every((b) => b.first === 0),
  ).toBe(true);

  // Started again, it goes on where it was; nothing is taken for damage.
  await scene.stop();
  await scene.start();
  expect(await scene.rows()).toEqual(scene.keptRows());
  const found = await examine(
    scene.projector().checks.filter(({ name }) => name !== 'clocks'),
    { thorough: true },
  );
  expect(found.flatMap(({ findings }) => findings)).toEqual([]);
  await scene.append(1);
  await scene.expire();
  expect(await scene.rows()).toEqual(scene.keptRows());
}, 60_000);

// Its last row is all that tells how far a partition is.
test('a month stays while a partition in it has no later row', async () => {
  const quietItem = recordOf({
    ...{ type: 'item.viewed', subject: QUIET_ITEM, id: 'q', time: scene.now(), data: {} },
  });
  const view = async (): Promise<void> => await scene.appendNow([quietItem]);
  await view();
  await scene.append(5);
  expect(await scene.expire()).toEqual({ told: [], dropped: [] });
  expect(await scene.rows()).toEqual(scene.keptRows());
  await view();
  await scene.untilHeld();
  expect((await scene.expire()).dropped).not.toEqual([]);
  expect(await scene.rows()).toEqual(scene.keptRows());
}, 60_000);

test('a clock that is ahead for less than a week drops nothing', async () => {
  await scene.append(1);
  const wary = { dueMs: 7 * DAY };
  scene.pass(400 * DAY);
  await scene.appendNow();
  await scene.untilHeld();
  expect(await expireViews({ ...scene.expiring(), ...wary })).toMatchObject({
    told: [],
    dropped: [],
  });
  scene.pass(-400 * DAY);
  await scene.appendNow();
  await scene.untilHeld();
  const nothing = { due: [], told: [], dropped: [] };
  expect(await expireViews({ ...scene.expiring(), ...wary })).toEqual(nothing);
  // Nor does what was logged ahead, once the clock is right again.
  expect(await expireViews(scene.expiring())).toEqual(nothing);
  expect(await scene.rows()).toHaveLength(scene.viewed());
}, 60_000);

test('a month that a kill left half dropped is not damage', async () => {
  await scene.append(6);
  await expireViews(scene.expiring());
  await expireViews({ ...scene.expiring(), noticeMs: 3_600_000 });
  await scene.stop();
  const kept = scene.keptRows();
  const [part] = await engine.database.reader.query(lastParts, {});
  await engine.database.writer.command(
    `ALTER TABLE emberlog.views DROP PART '${part?.name ?? ''}'`,
  );
  // The log could not give back what is missing.
  await scene.cutLog(1);
  await scene.start();
  expect(await scene.rows()).toEqual(kept);
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
