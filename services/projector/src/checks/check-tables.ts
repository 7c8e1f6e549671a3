import {
  FACT_TABLES,
  tablePosition,
  type FactTable,
  type RebuildTarget,
  type Writer,
} from '@emberlog/clickhouse';
import type { EventLog, LogRecord, PartitionBounds, TopicPartition } from '@emberlog/event-log';
import type { Logger } from '@emberlog/service-kit';
import { expectOrigin } from './expect-origin.ts';
import { brokenParts, lostLetters, misplacedRows } from './inspect-tables.ts';
import { judgeTable, type HeldPartition } from './judge-table.ts';
import { untilNoEarlierInsert, type Ownership } from './ownership.ts';

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
  /** Those this process projects; of the others nothing is said. */
  readonly partitions: readonly TopicPartition[];
  readonly ownership: Ownership;
  /** The writer's own connection: what is read there comes after its last insert. */
  readonly writer: Writer;
  readonly logger: Logger;
  readonly onTable: (table: FactTable) => void;
  /** Whether to read the tables whole, as a start does; otherwise their positions only. */
  readonly thorough: boolean;
  /** Names the secret of the pseudonyms in the log; null where unknown. */
  readonly fingerprint: string | null;
};

/**
 * Takes the partitions over, reads their positions and holds them against the log. A damaged table is
 * emptied, but only after none was found to belong to another log. Rejects with
 * `ProjectionRefusedError`, and with `EngineFailureError` where another process takes over.
 */
export const checkTables = async (options: CheckOptions): Promise<readonly CheckedTable[]> => {
  const { log, writer, logger, ownership, partitions, thorough } = options;
  const own = (table: FactTable): readonly number[] =>
    partitions.filter(({ topic }) => topic === `emberlog.${table}`).map((each) => each.partition);
  for (const table of FACT_TABLES) await ownership.claim(table, own(table));
  await untilNoEarlierInsert(writer);
  const allBounds = await log.bounds();
  await expectOrigin(writer, { bounds: allBounds, fingerprint: options.fingerprint });
  const judged: JudgedTable[] = [];
  for (const table of FACT_TABLES) {
    if (own(table).length === 0) continue;
    options.onTable(table);
    judged.push(await judge(options, table, own(table), boundsOf(table, allBounds)));
  }
  const sound = judged.filter(({ damage }) => damage === null);
  const lost = thorough
    ? await lostLetters(writer, new Map(sound.map(({ table }) => [table, own(table)])))
    : null;
  // Dead letters are written on the records' way into the tables, and only there.
  if (lost !== null) await ownership.empty('dead_letters', []);
  if (lost !== null) await emptyOthers(ownership, judged, allBounds);
  const checked: CheckedTable[] = [];
  for (const { table, bounds, all, held, ...found } of judged) {
    const damage = found.damage ?? (lost === null ? null : `of its dead letters, ${lost}`);
    const begun = damage === null ? bounds.filter(isNew(held)) : boundsOf(table, allBounds);
    await ownership.announce(table, begun.map(targetOf));
    if (damage !== null) {
      logger.warn({ table, damage }, 'table is damaged, projecting it again from the log');
      await ownership.empty(table, all);
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

const boundsOf = (table: FactTable, all: readonly PartitionBounds[]): readonly PartitionBounds[] =>
  all.filter(({ topic }) => topic === `emberlog.${table}`);

/** Whether the log has records of a partition and the table has none. */
const isNew =
  (held: readonly HeldPartition[]) =>
  ({ partition, first, end }: PartitionBounds): boolean =>
    end > first && held.every(({ kp }) => kp !== partition);

const targetOf = ({ partition, end }: PartitionBounds): RebuildTarget => ({
  kp: partition,
  target: end,
});

/** Of the tables that this process has no partition of: their dead letters are gone as well. */
const emptyOthers = async (
  ownership: Ownership,
  judged: readonly JudgedTable[],
  allBounds: readonly PartitionBounds[],
): Promise<void> => {
  for (const name of FACT_TABLES.filter((each) => judged.every(({ table }) => table !== each))) {
    const bounds = boundsOf(name, allBounds);
    await ownership.announce(name, bounds.map(targetOf));
    await ownership.empty(
      name,
      bounds.map(({ partition }) => partition),
    );
  }
};

type JudgedTable = {
  readonly table: FactTable;
  /** Of the partitions that are this process's own. */
  readonly bounds: readonly PartitionBounds[];
  /** Every partition of the log. */
  readonly all: readonly number[];
  readonly held: readonly HeldPartition[];
  readonly damage: string | null;
};

const judge = async (
  { log, writer, thorough }: CheckOptions,
  table: FactTable,
  own: readonly number[],
  allBounds: readonly PartitionBounds[],
): Promise<JudgedTable> => {
  const all = allBounds.map(({ partition }) => partition);
  const bounds = allBounds.filter(({ partition }) => own.includes(partition));
  const broken = thorough ? await brokenParts(writer, table) : null;
  // A broken part may not even be readable: then nothing of the table is believed.
  const stored = broken === null ? await writer.query(positions[table], {}) : [];
  const held = stored.filter(({ kp }) => own.includes(kp) || !all.includes(kp));
  const lastRecords = await readLast(log, held, bounds);
  const judged = judgeTable({ table, held, bounds, partitions: all.length, lastRecords });
  const looksWhole = thorough && broken === null && judged === null;
  const misplaced = looksWhole ? await misplacedRows(writer, table, held) : null;
  return { table, bounds, all, held, damage: broken ?? judged ?? misplaced };
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
