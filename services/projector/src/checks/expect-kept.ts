import { readOrigin, type Reader } from '@emberlog/clickhouse';
import type { RecordPosition } from '@emberlog/event-log';
import { ProjectionRefusedError } from './projection-refused-error.ts';

/**
 * Rejects with `ProjectionRefusedError` where the tables never began though projectors told that they
 * came beyond the log's beginning: they were lost, or this is another database. To make them again takes as long as the log
 * is, and what the log no longer has would be missing: somebody must want it.
 */
export const expectKept = async (
  reader: Reader,
  told: () => Promise<readonly RecordPosition[]>,
): Promise<void> => {
  // First what was told: tables that another begins meanwhile have their origin before anything is told.
  const isFirst = (await told()).every(({ offset }) => offset === 0);
  if (isFirst || (await readOrigin(reader, 'partitions')) !== null) return;
  throw new ProjectionRefusedError(
    'the database is empty, but this log was projected before. Either give back the database, or restore its backup (projector with `--restore <name>`); ' +
      'or stop all projectors and forget how far they came, with `kafka-consumer-groups.sh --delete --group emberlog-projector`: ' +
      'everything is projected again from the beginning of the log then',
  );
};
