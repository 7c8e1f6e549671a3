import { defineQuery, integer, migrate, openEmbedded, type Database } from '@emberlog/clickhouse';
import { join } from 'node:path';
import { z } from 'zod';
import { randomFrom } from '../../system/scenario.ts';
import type { Benchmark } from '../framework/benchmark.ts';

const ROWS = 5_000;
const BLOCKS = 10;

const projections = defineQuery({
  name: 'projections-of-votes',
  sql: `SELECT name FROM system.projections WHERE database = 'emberlog' AND table = 'votes'`,
  params: z.object({}),
  row: z.object({ name: z.string() }),
});

const activeParts = defineQuery({
  name: 'active-parts-of-votes',
  sql: `SELECT count() AS parts FROM system.parts
    WHERE database = 'emberlog' AND table = 'votes' AND active`,
  params: z.object({}),
  row: z.object({ parts: integer }),
});

/** Rows of votes as the projector sends them: of the last hour, on many items, by many voters. */
const blockOf = (seed: number, now: number): string => {
  const random = randomFrom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const at = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
  const rows = Array.from({ length: ROWS }, (_, off) => {
    const voter = `${below(2 ** 31)}${below(2 ** 31)}`;
    const time = at(now - below(3_600_000));
    return JSON.stringify([
      ...[
        off % 4,
        seed * ROWS + off,
        `papers/2511.${below(5_000)}`,
        voter,
        `e-${seed}-${off}`,
        time,
      ],
      ...['upvoted', 'counted', time, time, 1, at(now), at(now), voter],
    ]);
  });
  return rows.join('\n');
};

const COLUMNS =
  'kp, off, item, voter, event_id, event_time, kind, outcome, effective_at, recorded_at, delta, ' +
  'appended, logged, digest';

/** A table as it is migrated, and one like it without projections. */
const createPlainTable = async ({ writer }: Database): Promise<void> => {
  await writer.command('CREATE TABLE emberlog.votes_plain AS emberlog.votes');
  for (const { name } of await writer.query(projections, {})) {
    await writer.command(`ALTER TABLE emberlog.votes_plain DROP PROJECTION ${name}`);
  }
};

/** What keeping rollups and positions inside the part costs, and whether merges keep up. */
export const insertWithProjections: Benchmark = {
  row: 4,
  title: 'INSERT of 5,000 votes, with all projections against without',
  prepare: async ({ scale, directory }) => {
    const database = await openEmbedded({ path: join(directory, 'clickhouse') });
    await migrate(database.writer);
    await createPlainTable(database);
    const now = Date.now();
    const blocks = Array.from({ length: BLOCKS }, (_, seed) => blockOf(seed, now));
    const insert = async (table: string, at: number): Promise<void> =>
      await database.writer.command(
        `INSERT INTO emberlog.${table} (${COLUMNS}) SETTINGS async_insert=0, ` +
          `max_insert_threads=1, input_format_parallel_parsing=0 FORMAT JSONCompactEachRow\n` +
          (blocks[at % BLOCKS] ?? ''),
      );
    const perRound = scale === 'full' ? 15 : 8;
    const rateOf = (table: string) => async () => {
      const begin = performance.now();
      for (let at = 0; at < perRound; at++) await insert(table, at);
      return { rate: (perRound * ROWS * 1000) / (performance.now() - begin) };
    };
    const many = scale === 'full' ? 100 : 20;
    let inserts = 0;
    const mostParts = async () => {
      let parts = 0;
      for (let at = 0; at < many; at++) {
        await insert('votes', at);
        inserts += 1;
        const [found] = await database.reader.query(activeParts, {});
        parts = Math.max(parts, found?.parts ?? 0);
      }
      return { parts };
    };
    return {
      cases: [
        {
          product: { name: 'with', measure: rateOf('votes') },
          other: { name: 'without', measure: rateOf('votes_plain') },
          goals: [
            {
              ...{ id: 'insert', title: 'INSERT of 5,000 votes with all projections' },
              ...{ metric: 'rate', unit: 'rows/s', limit: { atLeast: 0.75 } },
            },
          ],
        },
        {
          product: { name: 'parts', measure: mostParts },
          other: null,
          goals: [
            {
              ...{ id: 'parts', title: 'active parts, most seen after any of the inserts' },
              ...{ metric: 'parts', unit: 'parts', limit: { atMost: 49 } },
            },
          ],
        },
      ],
      notes: () => [`process: engine alone; parts were counted over ${inserts} more inserts`],
      close: database.close,
    };
  },
};
