import {
  FACT_TABLES,
  readExpired,
  readIdentities,
  tablePosition,
  type Definition,
  type FactTable,
  type RebuildMark,
  type RebuildTarget,
  type Writer,
} from '@emberlog/clickhouse';
import type { EventLog, PartitionBounds, TopicPartition } from '@emberlog/event-log';
import type { Logger } from '@emberlog/service-kit';
import { logicNumbers, type Logics } from '../logic/logics.ts';
import type { Switching } from '../rebuild/switching.ts';
import { beginTables } from './begin-tables.ts';
import { dropToldViews } from '../expiry/drop-told-views.ts';
import { boundsOf, emptyTables, expectRefill } from './empty-tables.ts';
import { expectOrigin } from './expect-origin.ts';
import { brokenParts, lostLetters, misplacedRows } from './inspect-tables.ts';
import { judgeTable, type HeldPartition } from './judge-table.ts';
import type { ResumePoint } from '../tenure/table-pipeline.ts';
import { ProjectionRefusedError } from './projection-refused-error.ts';
import { readLast, resumePoint } from './held-partitions.ts';
import { untilNoEarlierInsert, type Ownership } from './ownership.ts';

type CheckedPoint = ResumePoint & {
  /** Where the partition began and ended when it was checked. */
  readonly first: number;
  readonly end: number;
};

export type CheckedTable = {
  readonly table: FactTable;
  /** Whether it was emptied, to be projected again. */
  readonly again: boolean;
  readonly points: readonly CheckedPoint[];
  /** What its rows are made by. */
  readonly definition: Definition;
};

export type CheckOptions = {
  readonly log: EventLog;
  /** Those this process projects; of the others nothing is said. */
  readonly partitions: readonly TopicPartition[];
  readonly ownership: Ownership;
  /** The writer's own connection: what is read there comes after its last insert. */
  readonly writer: Writer;
  readonly logger: Logger;
  readonly logics: Logics;
  /** Does work while nobody else writes; nothing of this process is in flight. */
  readonly alone: Switching;
  readonly onTable: (table: FactTable) => void;
  /** Hears of tables that are about to be emptied: they must not be served any more. */
  readonly onDamaged: () => void;
  /** Whether to read the tables whole, as a start does; otherwise their positions only. */
  readonly thorough: boolean;
  /** Names the secret of the pseudonyms in the log; null where unknown. */
  readonly fingerprint: string | null;
  /** From the notice that old rows will be dropped until they may be, ms. */
  readonly noticeMs: number;
};

/**
 * Takes the partitions over, reads their positions and holds them against the log. A damaged table is
 * emptied, but only after none was found to belong to another log. Rejects with
 * `ProjectionRefusedError`, and with `EngineFailureError` where another process takes over.
 */
export const checkTables = async (options: CheckOptions): Promise<readonly CheckedTable[]> => {
  const { log, writer, logger, ownership, partitions } = options;
  const own = (table: FactTable): readonly number[] =>
    partitions.filter(({ topic }) => topic === `emberlog.${table}`).map((each) => each.partition);
  // Before a claim: who does not belong here must not take anything from those who do.
  const boundsBefore = await log.bounds();
  await beginTables({ ...options, bounds: boundsBefore });
  await expectOrigin(writer, { bounds: boundsBefore, fingerprint: options.fingerprint });
  for (const table of FACT_TABLES) await ownership.claim(table, own(table));
  await untilNoEarlierInsert(writer);
  const allBounds = await log.bounds();
  // Who emptied a table and did not come to its end may have left any part of it.
  const isUnsettled = (await ownership.marks()).some(
    ({ topic, kp, last_phase: phase }) => phase === 'begun' && own(topic).includes(kp),
  );
  const thorough = options.thorough || isUnsettled;
  // After the claims: who exchanges tables holds them meanwhile.
  const { served } = await readIdentities(writer);
  for (const table of FACT_TABLES) {
    expectMadeHere(table, served[table].definition, options.logics);
  }
  const judged: JudgedTable[] = [];
  for (const table of FACT_TABLES) {
    if (own(table).length === 0) continue;
    if (thorough) options.onTable(table);
    const bounds = boundsOf(table, allBounds);
    judged.push(await judge({ ...options, thorough }, table, own(table), bounds));
  }
  const sound = judged.filter(({ damage }) => damage === null);
  const lost = thorough
    ? await lostLetters(writer, new Map(sound.map(({ table }) => [table, own(table)])))
    : null;
  const damageOf = ({ damage }: JudgedTable): string | null =>
    damage ?? (lost === null ? null : `of its dead letters, ${lost}`);
  const damaged = judged.filter((each) => damageOf(each) !== null);
  // Dead letters are written on the records' way into the tables, and only there: with them, tables
  // go that this process has no partition of.
  const tables = lost === null ? damaged.map(({ table }) => table) : FACT_TABLES;
  const why = damaged.map((each) => `${each.table} is damaged (${damageOf(each)})`).join(', ');
  await expectRefill(writer, { tables, bounds: allBounds }, why);
  for (const each of damaged) {
    const told = { table: each.table, damage: damageOf(each) };
    logger.warn(told, 'table is damaged, projecting it again from the log');
  }
  if (damaged.length > 0) options.onDamaged();
  await emptyTables({ ownership, tables, withLetters: lost !== null, bounds: allBounds });
  const checked = judged.map((each): CheckedTable => {
    const again = damageOf(each) !== null;
    const points = each.bounds.map((bound) => ({
      ...resumePoint(bound, again ? [] : each.held),
      first: bound.first,
      end: bound.end,
    }));
    return { table: each.table, definition: served[each.table].definition, again, points };
  });
  const marks = await ownership.marks();
  for (const { table, points } of checked) {
    await ownership.settle(table, unsettled(points, marksOf(table, marks)));
  }
  return checked;
};

/** Rows of another logic must not be mixed with those that this release makes. */
const expectMadeHere = (table: FactTable, { logic }: Definition, logics: Logics): void => {
  const numbers = logicNumbers(logics, table);
  if (numbers.includes(logic)) return;
  throw new ProjectionRefusedError(
    `the table ${table} is made by logic ${logic}, which this release does not have (it has ${numbers.join(', ')}): start the release that made it, or give the projector an empty database`,
  );
};

type Marks = ReadonlyMap<number, RebuildMark>;

const marksOf = (table: FactTable, marks: readonly RebuildMark[]): Marks =>
  new Map(marks.filter(({ topic }) => topic === table).map((mark) => [mark.kp, mark]));

/** Partitions of which nothing true is told yet, and what is to be told: nothing before is served. */
const unsettled = (points: readonly CheckedPoint[], marks: Marks): readonly RebuildTarget[] =>
  points.flatMap(({ partition, next, first, end }) => {
    const mark = marks.get(partition);
    const target = Math.max(mark?.last_target ?? 0, next === first ? end : 0);
    const isTold = mark?.last_phase === 'settled' && mark.last_target === target;
    return isTold ? [] : [{ kp: partition, target }];
  });

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
  options: CheckOptions,
  table: FactTable,
  own: readonly number[],
  allBounds: readonly PartitionBounds[],
  isFirstLook = true,
): Promise<JudgedTable> => {
  const { log, writer, thorough, noticeMs } = options;
  const all = allBounds.map(({ partition }) => partition);
  const bounds = allBounds.filter(({ partition }) => own.includes(partition));
  const broken = thorough ? await brokenParts(writer, table) : null;
  if (table === 'views' && broken === null) await dropToldViews(writer, noticeMs);
  // A broken part may not even be readable: then nothing of the table is believed.
  const stored = broken === null ? await writer.query(positions[table], {}) : [];
  const held = stored.filter(({ kp }) => own.includes(kp) || !all.includes(kp));
  const lastRecords = await readLast(log, held, bounds);
  const expired = await readExpired(writer, table);
  const evidence = { table, held, bounds, partitions: all.length, lastRecords, expired };
  const judged = judgeTable(evidence);
  const looksWhole = thorough && broken === null && judged === null;
  const misplaced = looksWhole ? await misplacedRows(writer, table, held) : null;
  // Others may drop old rows between two looks; what is really wrong stays wrong.
  if (misplaced !== null && isFirstLook) return await judge(options, table, own, allBounds, false);
  return { table, bounds, all, held, damage: broken ?? judged ?? misplaced };
};

const positions = {
  items: tablePosition('items'),
  votes: tablePosition('votes'),
  views: tablePosition('views'),
};
