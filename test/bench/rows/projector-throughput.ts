import {
  FACT_TABLES,
  migrate,
  openEmbedded,
  truncateTable,
  type Block,
  type Database,
} from '@emberlog/clickhouse';
import { openLmdbLog, type EventLog, type NewRecord } from '@emberlog/event-log';
import { startProjector } from '@emberlog/projector';
import { createLogger } from '@emberlog/service-kit';
import { join } from 'node:path';
import type { Benchmark } from '../framework/benchmark.ts';
import { recordsOf } from '../load/records-of.ts';

/** Every so many records one cannot be read and becomes a dead letter. */
const UNREADABLE = 2_000;
const APPEND = 5_000;
const logger = createLogger({ name: 'bench', level: 'warn' });

const fill = async (log: EventLog, records: readonly NewRecord[]): Promise<void> => {
  for (let at = 0; at < records.length; at += APPEND) {
    await log.append(records.slice(at, at + APPEND));
  }
};

const empty = async ({ writer }: Database): Promise<void> => {
  for (const table of FACT_TABLES) await writer.command(truncateTable(table));
  await writer.command('TRUNCATE TABLE emberlog.dead_letters');
};

/** Projects the whole log into empty tables; resolves when all of it is committed. */
const project = async (log: EventLog, database: Database): Promise<void> => {
  const projector = await startProjector({ log, database, logger });
  let unregister = (): void => undefined;
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (projector.status() === null) resolve();
    };
    unregister = projector.onProgress(look);
    projector.done.catch(reject);
    look();
  });
  unregister();
  await projector.close();
};

/** The same database, with every block that is inserted noted. */
const noting = (database: Database, blocks: Block[]): Database => ({
  ...database,
  writer: {
    ...database.writer,
    insert: async (block) => {
      blocks.push(block);
      await database.writer.insert(block);
    },
  },
});

/** A ready-made statement: what the engine alone needs for a block. */
const statementOf = ({ table, columns, rows }: Block): string =>
  `INSERT INTO emberlog.${table} (${columns.join(', ')}) SETTINGS async_insert=0, ` +
  `max_insert_threads=1, input_format_parallel_parsing=0 FORMAT JSONCompactEachRow\n` +
  rows.map((row) => JSON.stringify(row)).join('\n');

/** What deciding about every event costs above writing the rows that come of it. */
export const projectorThroughput: Benchmark = {
  row: 3,
  title: 'projector, against raw INSERTs of the same rows',
  prepare: async ({ scale, directory, say }) => {
    const count = scale === 'full' ? 200_000 : 80_000;
    const log = openLmdbLog({ path: join(directory, 'log'), partitions: 4, clock: Date.now });
    const now = Date.now();
    say(`appends ${count} events`);
    await fill(
      log,
      recordsOf({ seed: 3, count, now, items: 500, actors: 5_000 }).map((record, at) =>
        at % UNREADABLE === 0 ? { ...record, value: Buffer.from('not an event') } : record,
      ),
    );
    const database = await openEmbedded({ path: join(directory, 'clickhouse') });
    await migrate(database.writer);
    const blocks: Block[] = [];
    await project(log, noting(database, blocks));
    const statements = blocks.map(statementOf);
    const timed = async (work: () => Promise<void>) => {
      await empty(database);
      const begin = performance.now();
      await work();
      return { rate: (count * 1000) / (performance.now() - begin) };
    };
    return {
      cases: [
        {
          product: {
            name: 'projector',
            measure: async () => await timed(async () => await project(log, database)),
          },
          other: {
            name: 'raw',
            measure: async () =>
              await timed(async () => {
                for (const statement of statements) await database.writer.command(statement);
              }),
          },
          goals: [
            {
              ...{ id: 'projected', title: 'projector with votes, views, state, dead letters' },
              ...{ metric: 'rate', unit: 'events/s', limit: { atLeast: 0.7 }, stretch: 0.85 },
            },
          ],
        },
      ],
      notes: () => [
        `process: log, projector and engine together; ${count} events in ${statements.length} INSERTs`,
      ],
      close: async () => {
        await database.close();
        await log.close();
      },
    };
  },
};
