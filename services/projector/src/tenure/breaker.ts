import type { FactTable } from '@emberlog/clickhouse';
import type { Ends } from './pipeline.ts';

/** A record that our own code fails on, though it is readable and valid: a mistake of ours, not of the data. */
export type Tripped = {
  readonly table: FactTable;
  readonly partition: number;
  readonly offset: number;
  /** What our code threw; for the log and the operator. */
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

export const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const sentenceOf = ({ table, partition, offset, reason }: Tripped): string =>
  `partition ${partition} of ${table} stands still at offset ${offset}, where our own code fails (${reason}): update Emberlog, then restart the projector`;

/**
 * Which partitions stand still, and which are read with care: lives as long as the process, so that a
 * restart, as of a release that mends it, tries again.
 */
export type Breaker = {
  /** Reads a table record by record up to these offsets. */
  readonly suspect: (table: FactTable, ends: Ends) => void;
  readonly isSuspect: (table: FactTable, partition: number, offset: number) => boolean;
  readonly trip: (tripped: readonly Tripped[]) => void;
  readonly isTripped: (table: FactTable, partition: number) => boolean;
  /** A sentence without its full stop, or null. */
  readonly trouble: () => string | null;
};

export const createBreaker = (): Breaker => {
  const suspects = new Map<string, number>();
  const open = new Map<string, Tripped>();
  const keyOf = (table: FactTable, partition: number): string => `${table} ${partition}`;
  return {
    suspect: (table, ends) => {
      for (const [partition, end] of ends) {
        const key = keyOf(table, partition);
        suspects.set(key, Math.max(end, suspects.get(key) ?? 0));
      }
    },
    // Asked of every record: nearly always there are none.
    isSuspect: (table, partition, offset) =>
      suspects.size > 0 && offset < (suspects.get(keyOf(table, partition)) ?? 0),
    trip: (tripped) => {
      for (const each of tripped) open.set(keyOf(each.table, each.partition), each);
    },
    isTripped: (table, partition) => open.has(keyOf(table, partition)),
    trouble: () => (open.size === 0 ? null : [...open.values()].map(sentenceOf).join('; ')),
  };
};
