import type { FactTable } from '@emberlog/clickhouse';
import type { LogRecord, PartitionBounds } from '@emberlog/event-log';
import { digestOf } from '../records/origin.ts';
import { ProjectionRefusedError } from './projection-refused-error.ts';

/** What a table holds of one log partition; times are ms UTC. */
export type HeldPartition = {
  readonly kp: number;
  readonly first: number;
  readonly last: number;
  readonly rows: number;
  readonly last_logged: number;
  readonly last_appended: number;
  readonly last_digest: string;
};

export type TableEvidence = {
  readonly table: FactTable;
  /** Of the partitions that are judged, and of those that the log does not have. */
  readonly held: readonly HeldPartition[];
  /** Of the partitions that are judged. */
  readonly bounds: readonly PartitionBounds[];
  /** How many partitions the log has. */
  readonly partitions: number;
  /** The log's record at `last` of each held partition, null where it has none. */
  readonly lastRecords: ReadonlyMap<number, LogRecord | null>;
  /** The last offset that was dropped of each partition, for its age. */
  readonly expired: ReadonlyMap<number, number>;
};

/**
 * Null when the table is a whole prefix of the log, but for what was dropped, otherwise what is wrong with its parts: then it
 * is to be projected again. Throws `ProjectionRefusedError` when the two do not belong together.
 */
export const judgeTable = ({
  table,
  held,
  bounds,
  partitions,
  lastRecords,
  expired,
}: TableEvidence): string | null => {
  const refuse = (problem: string, advice: string): never => {
    throw new ProjectionRefusedError(`the table ${table} ${problem}; ${advice}`);
  };
  // First of all: with another number of partitions nothing else is comparable.
  const ends = new Map(bounds.map(({ partition, end }) => [partition, end]));
  const unknown = held.find(({ kp }) => kp >= partitions);
  if (unknown !== undefined) {
    refuse(`holds partition ${unknown.kp}, the log has ${partitions} partitions`, OTHER_LOG);
  }
  for (const partition of held) {
    const { kp, last } = partition;
    const end = ends.get(kp) ?? 0;
    if (last >= end) {
      refuse(`holds offset ${last} of partition ${kp}, the log ends at ${end}`, OTHER_LOG);
    }
    if (!isSameRecord(partition, lastRecords.get(kp) ?? null)) {
      refuse(`holds another record at offset ${last} of partition ${kp} than the log`, OTHER_LOG);
    }
  }
  const neededOf = (kp: number): number => (expired.get(kp) ?? -1) + 1;
  const damage =
    held.map((each) => damageOf(each, neededOf(each.kp))).find((found) => found !== null) ?? null;
  for (const { partition, first } of bounds) {
    const last = held.find(({ kp }) => kp === partition)?.last;
    const from = damage === null && last !== undefined ? last + 1 : neededOf(partition);
    if (from >= first) continue;
    const why = damage === null ? '' : `is damaged (${damage}) and `;
    refuse(
      `${why}needs offsets ${from} to ${first - 1} of partition ${partition}, which the log no longer holds`,
      'restore a backup of the log or of the read model that has them',
    );
  }
  return damage;
};

const OTHER_LOG =
  'it was projected from another log: restore the log it belongs to, or start with an empty database to project this log';

/** A record that the log dropped proves nothing. */
const isSameRecord = (held: HeldPartition, record: LogRecord | null): boolean =>
  record === null ||
  (record.appended === held.last_appended && digestOf(record.value) === held.last_digest);

/** `needed` is the first offset that was not dropped; some before it may still be there. */
const damageOf = ({ kp, first, last, rows }: HeldPartition, needed: number): string | null => {
  const missing = last + 1 - Math.min(first, needed) - rows;
  if (missing > 0) return `${missing} rows of partition ${kp} are missing`;
  if (rows > last + 1 - first) return `partition ${kp} has offsets twice`;
  return null;
};
