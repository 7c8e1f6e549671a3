import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate, openEmbedded } from '@emberlog/clickhouse';
import { openLmdbLog, type EventLog } from '@emberlog/event-log';
import { startProjector } from '@emberlog/projector';
import { createLogger } from '@emberlog/service-kit';
import { commitOf, COMMITS, crashCalls } from './crash-input.ts';
import type { Instructions } from './instructions.ts';
import { readDump } from './read-dump.ts';
import { untilProjected } from './until-projected.ts';

// The process that is killed: log, engine and projector in one directory, composed as the product
// does. It says on its output which appends were acknowledged, at once and before it goes on.
const given = JSON.parse(process.argv[2] ?? '') as Instructions;
const calls = crashCalls();

let now = 0;

/** Appends the calls of one commit that are still to be sent. */
const append = async (log: EventLog, commit: number): Promise<void> => {
  const { from, until, attempt } = given;
  const sent = (COMMITS[commit] ?? []).filter((call) => call >= from && call < until);
  await Promise.all(
    sent.map(async (call) => {
      const { at, records } = calls[call] ?? { at: 0, records: [] };
      // Another append time for every attempt: what is sent again is another record.
      now = at + attempt;
      const positions = await log.append(records);
      process.stdout.write(`${JSON.stringify({ call, positions })}\n`);
    }),
  );
};

const drive = async (): Promise<void> => {
  const { dataDir, until, maxBatch, stopMerges, dump } = given;
  const log = openLmdbLog({ path: join(dataDir, 'log'), partitions: 2, clock: () => now });
  const database = await openEmbedded({ path: join(dataDir, 'clickhouse'), readers: 2 });
  await migrate(database.writer);
  if (stopMerges) await database.writer.command('SYSTEM STOP MERGES');
  // All that is sent before the projector starts is one batch for it, and what comes after another.
  const last = commitOf(until - 1);
  for (let commit = 0; commit < last; commit += 1) await append(log, commit);
  const logger = createLogger({ name: 'crash', level: 'silent' });
  const projector = await startProjector({ log, database, logger, maxBatch });
  await untilProjected(projector, log, database.reader);
  await append(log, last);
  await untilProjected(projector, log, database.reader);
  await projector.close();
  if (dump !== null) await writeFile(dump, JSON.stringify(await readDump(log, database.reader)));
  await database.close();
  await log.close();
};

try {
  await drive();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
