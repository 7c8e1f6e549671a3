import type { FactTable } from '@emberlog/clickhouse';
import type { Ends } from './pipeline.ts';

/** A record that our own code fails on, though it is readable and valid: a mistake of ours, not of the data. */
export type Tripped = {
  readonly table: FactTable;
  readonly partition: number;
  readonly offset: number;
  /** Kind of what our code threw. */
  readonly reason: string;
};

/** A batch failed by a mistake of ours; which record it is, is found out in the next tenure. */
export class MistakeError extends Error {
  override readonly name = 'MistakeError';
  readonly retryable = true;
  readonly table: FactTable;
  /** Below which the record lies, by partition. */
  readonly ends: Ends;

  constructor(table: FactTable, ends: Ends, cause: unknown) {
    super(`our own code failed on records of ${table}: ${messageOf(cause)}`, { cause });
    this.table = table;
    this.ends = ends;
  }
}

/** Partitions have to stand still; everything before the records that trip them is committed. */
export class TrippedError extends Error {
  override readonly name = 'TrippedError';
  readonly retryable = true;
  readonly tripped: readonly Tripped[];

  constructor(tripped: readonly Tripped[]) {
    super(tripped.map(sentenceOf).join('; '));
    this.tripped = tripped;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** What strangers may read of it: its message may quote what was read. */
export const nameOf = (error: unknown): string =>
  error instanceof Error ? error.name : 'not an error';

const sentenceOf = ({ table, partition, offset, reason }: Tripped): string =>
  `partition ${partition} of ${table} stands still at offset ${offset}, where our own code fails (${reason}): update Emberlog, then restart the projector`;

/**
 * Which partitions stand still, and which are read with care: lives as long as the process, so that a
 * restart, as of a release that mends it, tries again.
 */
export type Breaker = {
  /** Reads a table record by record up to these offsets; false where it did so already. */
  readonly suspect: (table: FactTable, ends: Ends) => boolean;
  readonly isSuspect: (table: FactTable, partition: number, offset: number) => boolean;
  readonly trip: (tripped: readonly Tripped[]) => void;
  readonly isTripped: (table: FactTable, partition: number) => boolean;
  /** Forgets partitions that are not this process's any more, and tables that begin anew. */
  readonly retain: (isKept: (table: FactTable, partition: number) => boolean) => void;
  /** A sentence without its full stop, or null. */
  readonly trouble: () => string | null;
};

export const createBreaker = (): Breaker => {
  const suspects = new Map<string, number>();
  const open = new Map<string, Tripped>();
  const keyOf = (table: FactTable, partition: number): string => `${table} ${partition}`;
  return {
    suspect: (table, ends) => {
      let isNew = false;
      for (const [partition, end] of ends) {
        const key = keyOf(table, partition);
        if (end <= (suspects.get(key) ?? 0)) continue;
        suspects.set(key, end);
        isNew = true;
      }
      return isNew;
    },
    // Asked of every record: nearly always there are none.
    isSuspect: (table, partition, offset) =>
      suspects.size > 0 && offset < (suspects.get(keyOf(table, partition)) ?? 0),
    trip: (tripped) => {
      for (const each of tripped) open.set(keyOf(each.table, each.partition), each);
    },
    isTripped: (table, partition) => open.has(keyOf(table, partition)),
    retain: (isKept) => {
      for (const [key, { table, partition }] of open) {
        if (!isKept(table, partition)) open.delete(key);
      }
    },
    trouble: () => (open.size === 0 ? null : [...open.values()].map(sentenceOf).join('; ')),
  };
};
