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
import { brokenParts, lostLetters, misplacedRows } from './inspect-tables.ts';
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
  /** Whether to read the tables whole, as a start does; otherwise their positions only. */
  readonly thorough: boolean;
};

/**
 * Reads the position of every table and holds it against the log. A damaged table is emptied, but
 * only after none was found to belong to another log. Rejects with `ProjectionRefusedError`.
 */
export const checkTables = async (options: CheckOptions): Promise<readonly CheckedTable[]> => {
  const { writer, logger, thorough } = options;
  await expectNoInsert(writer);
  const judged: JudgedTable[] = [];
  const allBounds = await options.log.bounds();
  for (const table of FACT_TABLES) {
    options.onTable(table);
    const bounds = allBounds.filter(({ topic }) => topic === `emberlog.${table}`);
    judged.push(await judge(options, table, bounds));
  }
  const sound = judged.filter(({ damage }) => damage === null).map(({ table }) => table);
  const lost = thorough ? await lostLetters(writer, sound) : null;
  // Dead letters are written on the records' way into the tables, and only there.
  if (lost !== null) await writer.command(truncateTable('dead_letters'));
  const checked: CheckedTable[] = [];
  for (const { table, bounds, held, ...found } of judged) {
    const damage = found.damage ?? (lost === null ? null : `of its dead letters, ${lost}`);
    if (damage !== null) {
      logger.warn({ table, damage }, 'table is damaged, projecting it again from the log');
      await writer.command(truncateTable(table));
    }
    const again = damage !== null;
    checked.push({
      table,
      again,
      points: bounds.map((bound) => resumePoint(bound, again ? [] : held)),
    });
  }
  return checked;
};

type JudgedTable = {
  readonly table: FactTable;
  readonly bounds: readonly PartitionBounds[];
  readonly held: readonly HeldPartition[];
  readonly damage: string | null;
};

const judge = async (
  { log, writer, thorough }: CheckOptions,
  table: FactTable,
  bounds: readonly PartitionBounds[],
): Promise<JudgedTable> => {
  const broken = thorough ? await brokenParts(writer, table) : null;
  // A broken part may not even be readable: then nothing of the table is believed.
  const held = broken === null ? await writer.query(positions[table], {}) : [];
  const lastRecords = await readLast(log, held, bounds);
  const judged = judgeTable({ table, held, bounds, lastRecords });
  const looksWhole = thorough && broken === null && judged === null;
  const misplaced = looksWhole ? await misplacedRows(writer, table, held) : null;
  return { table, bounds, held, damage: broken ?? judged ?? misplaced };
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
