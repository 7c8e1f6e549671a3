import { readExpired, type FactTable, type Reader, type RebuildTarget } from '@emberlog/clickhouse';
import type { PartitionBounds } from '@emberlog/event-log';
import type { Ownership } from './ownership.ts';
import { ProjectionRefusedError } from './projection-refused-error.ts';

export type EmptyOptions = {
  readonly ownership: Ownership;
  readonly tables: readonly FactTable[];
  /** Whether the dead letters go as well: they are written again on the records' way into tables. */
  readonly withLetters: boolean;
  /** Of every partition of every topic. */
  readonly bounds: readonly PartitionBounds[];
};

/**
 * Rejects with `ProjectionRefusedError` where the log no longer has what a table must have: emptied, it
 * would not be whole again. `why` says what is wrong with the tables.
 */
export const expectRefill = async (
  reader: Reader,
  { tables, bounds }: Pick<EmptyOptions, 'tables' | 'bounds'>,
  why: string,
): Promise<void> => {
  for (const table of tables) {
    const expired = await readExpired(reader, table);
    for (const { partition, first } of boundsOf(table, bounds)) {
      const needed = (expired.get(partition) ?? -1) + 1;
      if (first <= needed) continue;
      throw new ProjectionRefusedError(
        `${why}: to mend that, ${table} would be made again, and needs offsets ${needed} to ${first - 1} of partition ${partition}, which the log no longer holds; restore a backup of the log or of the read model that has them`,
      );
    }
  }
};

/** Empties tables when nobody writes to them, and nobody reads them who was not told. */
export const emptyTables = async (options: EmptyOptions): Promise<void> => {
  const { ownership, tables, withLetters, bounds } = options;
  if (tables.length === 0) return;
  const targets = (table: FactTable): readonly RebuildTarget[] =>
    boundsOf(table, bounds).map(({ partition: kp, end: target }) => ({ kp, target }));
  for (const table of tables) await ownership.announce(table, targets(table));
  await ownership.untilUnread();
  if (withLetters) await ownership.empty('dead_letters', []);
  for (const table of tables) {
    const kps = targets(table).map(({ kp }) => kp);
    await ownership.empty(table, kps);
    await ownership.settle(table, targets(table));
  }
};

export const boundsOf = (
  table: FactTable,
  bounds: readonly PartitionBounds[],
): readonly PartitionBounds[] => bounds.filter(({ topic }) => topic === `emberlog.${table}`);
