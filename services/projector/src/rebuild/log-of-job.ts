import { readExpired } from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import { createArchivedLog } from '../archive/archived-log.ts';
import { inspectArchive } from '../archive/inspect-archive.ts';
import type { JobArchives } from '../archive/job-archives.ts';
import type { Engine } from '../engine/guard-engine.ts';
import type { RebuildJob } from './job-book.ts';
import { RebuildRefusedError } from './rebuild-refused-error.ts';

export type LogOfJobOptions = {
  readonly log: EventLog;
  readonly engine: Engine;
  readonly archives: JobArchives | null;
  readonly stop: AbortSignal;
};

/** What a rebuild is made from. Rejects with `RebuildRefusedError` where its archive does not belong to the log. */
export const logOf = async (
  { request }: RebuildJob,
  { log, engine, archives, stop: signal }: LogOfJobOptions,
): Promise<EventLog> => {
  if (request.archive === null) return log;
  if (archives === null) throw new RebuildRefusedError('no archives are kept here');
  const archive = await archives.open(request.archive);
  const needed = new Map<string, number>();
  for (const table of request.tables) {
    for (const [kp, last] of await readExpired(engine.writer, table)) {
      needed.set(`emberlog.${table}/${kp}`, last + 1);
    }
  }
  await inspectArchive({
    ...{ archive, log, tables: request.tables, signal },
    neededFrom: ({ topic, partition }) => needed.get(`${topic}/${partition}`) ?? 0,
  });
  return createArchivedLog(log, archive);
};
