import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../database.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { migrate } from '../migrate.ts';
import { FACT_TABLES } from '../tables.ts';
import { runningInserts } from './running-inserts.ts';
import { tablePosition } from './table-position.ts';
import { truncateTable } from './truncate-table.ts';
import { viewBlock } from './view-block.ts';

const NOW = Date.UTC(2026, 0, 10);

let path: string;
let database: Database;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'emberlog-position-'));
  database = await openEmbedded({ path });
  await migrate(database.writer);
});

afterAll(async () => {
  await database.close();
  await rm(path, { recursive: true });
});

const view = (kp: number, off: number, appended: number, logged: number, digest: string) => ({
  kp,
  off,
  item: 'a',
  viewer: '18446744073709551615',
  event_id: 'e',
  event_time: NOW,
  window_start: NOW / 1_000,
  outcome: 'counted' as const,
  recorded_at: NOW,
  delta: 1,
  appended,
  logged,
  digest,
});

test('an empty table has no position', async () => {
  for (const table of FACT_TABLES) {
    expect(await database.writer.query(tablePosition(table), {})).toEqual([]);
  }
});

test('the position comes from the projection and shows holes, the last record and its clock', async () => {
  await database.writer.insert(
    viewBlock([
      view(0, 0, NOW + 9, NOW + 9, '1'),
      view(0, 3, NOW, NOW + 9, '18446744073709551615'),
      view(2, 5, NOW, NOW, '3'),
    ]),
  );
  const position = tablePosition('views');
  const forced = { ...position, sql: `${position.sql} SETTINGS force_optimize_projection = 1` };
  const expected = [
    {
      kp: 0,
      first: 0,
      last: 3,
      rows: 2,
      last_logged: NOW + 9,
      last_appended: NOW,
      last_digest: '18446744073709551615',
    },
    {
      kp: 2,
      first: 5,
      last: 5,
      rows: 1,
      last_logged: NOW,
      last_appended: NOW,
      last_digest: '3',
    },
  ];
  expect(await database.writer.query(position, {})).toEqual(expected);
  expect(await database.writer.query(forced, {})).toEqual(expected);
  await database.writer.command(truncateTable('views'));
  expect(await database.writer.query(position, {})).toEqual([]);
});

test('no insert runs when none was started', async () => {
  expect(await database.writer.query(runningInserts, {})).toEqual([]);
});
