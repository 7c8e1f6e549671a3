import {
  FACT_TABLES,
  runningInserts,
  tablePosition,
  truncateTable,
  type FactTable,
  type Writer,
} from '@emberlog/clickhouse';
import type { EventLog, LogRecord, PartitionBounds } from '@emberlog/event-log';
import type { Logger } from '@emberlog/service-kit';
import { EngineFailureError } from '../engine/engine-failure-error.ts';
import { judgeTable, type HeldPartition } from './judge-table.ts';

/** Where a table goes on in one partition of the log. */
type ResumePoint = {
  readonly partition: number;
  readonly next: number;
  /** Greatest `logged` the table holds, ms UTC. */
  readonly logged: number;
  /** Where the partition ended when it was checked. */
  readonly end: number;
};

export type CheckedTable = {
  readonly table: FactTable;
  /** Whether it was emptied, to be projected again. */
  readonly again: boolean;
  readonly points: readonly ResumePoint[];
};

export type CheckOptions = {
  readonly log: EventLog;
  /** The writer's own connection: what is read there comes after its last insert. */
  readonly writer: Writer;
  readonly logger: Logger;
  readonly onTable: (table: FactTable) => void;
};

/**
 * Reads the position of every table and holds it against the log. A damaged table is emptied, but
 * only after none was found to belong to another log. Rejects with `ProjectionRefusedError`.
 */
export const checkTables = async (options: CheckOptions): Promise<readonly CheckedTable[]> => {
  const { log, writer, logger, onTable } = options;
  await expectNoInsert(writer);
  const allBounds = await log.bounds();
  const judged: (CheckedTable & { readonly damage: string | null })[] = [];
  for (const table of FACT_TABLES) {
    onTable(table);
    const bounds = allBounds.filter(({ topic }) => topic === `emberlog.${table}`);
    const held = await writer.query(positions[table], {});
    const lastRecords = await readLast(log, held, bounds);
    const damage = judgeTable({ table, held, bounds, lastRecords });
    const points = bounds.map((bound) => resumePoint(bound, damage === null ? held : []));
    judged.push({ table, again: damage !== null, points, damage });
  }
  for (const { table, damage } of judged.filter(({ again }) => again)) {
    logger.warn({ table, damage }, 'table is damaged, projecting it again from the log');
    await writer.command(truncateTable(table));
  }
  return judged;
};

const positions = {
  items: tablePosition('items'),
  votes: tablePosition('votes'),
  views: tablePosition('views'),
};

const resumePoint = (
  { partition, end }: PartitionBounds,
  held: readonly HeldPartition[],
): ResumePoint => {
  const found = held.find(({ kp }) => kp === partition);
  return { partition, next: (found?.last ?? -1) + 1, logged: found?.last_logged ?? 0, end };
};

const readLast = async (
  log: EventLog,
  held: readonly HeldPartition[],
  bounds: readonly PartitionBounds[],
): Promise<ReadonlyMap<number, LogRecord | null>> => {
  const records = new Map<number, LogRecord | null>();
  for (const { kp, last } of held) {
    const bound = bounds.find(({ partition }) => partition === kp);
    if (bound === undefined || last >= bound.end) continue;
    records.set(kp, await log.read({ topic: bound.topic, partition: kp, offset: last }));
  }
  return records;
};

/** An insert whose answer was lost could still commit after the position was read. */
const expectNoInsert = async (writer: Writer): Promise<void> => {
  const [processes] = await writer.query(runningInserts, {});
  if (processes?.running !== 0) throw new EngineFailureError('an earlier insert is still running');
};
