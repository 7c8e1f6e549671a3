import type { Writer } from '../database.ts';
import type { FactTable } from '../tables.ts';

export type RebuildTarget = {
  /** Log partition. */
  readonly kp: number;
  /** Offset up to which the table is to be projected before it may be served. */
  readonly target: number;
};

/**
 * Tells whoever reads the table that it is projected from its beginning: to be called before rows go
 * away. It holds until the table has reached the targets.
 */
export const announceRebuild = async (
  writer: Writer,
  table: FactTable,
  targets: readonly RebuildTarget[],
): Promise<void> => {
  if (targets.length === 0) return;
  await writer.insert({
    table: 'rebuilds',
    columns: ['table_name', 'kp', 'target'],
    rows: targets.map(({ kp, target }) => [table, kp, target]),
  });
};
