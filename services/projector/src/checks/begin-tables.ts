import {
  FACT_TABLES,
  markTable,
  readIdentities,
  readOrigin,
  tablePosition,
  type Writer,
} from '@emberlog/clickhouse';
import type { PartitionBounds } from '@emberlog/event-log';
import { logicNumbers, type Logics } from '../logic/logics.ts';
import type { Switching } from '../rebuild/switching.ts';
import { boundsOf } from './empty-tables.ts';

export type BeginOptions = {
  readonly writer: Writer;
  /** Of every partition of every topic. */
  readonly bounds: readonly PartitionBounds[];
  readonly logics: Logics;
  /** Does work while nobody else writes. */
  readonly alone: Switching;
};

/**
 * A database that nothing was ever projected into begins with the newest logic of each table. To be
 * called before its origin is settled. On a cluster it begins with the first: a comment is of one
 * replica only.
 */
export const beginTables = async (options: BeginOptions): Promise<void> => {
  const { writer, bounds, logics, alone } = options;
  const { served } = await readIdentities(writer);
  for (const table of FACT_TABLES) {
    const logic = logicNumbers(logics, table).at(-1) ?? 1;
    const { definition } = served[table];
    if (definition.logic >= logic || writer.cluster !== null) continue;
    if ((await readOrigin(writer, 'partitions')) !== null) return;
    const kps = boundsOf(table, bounds).map(({ partition }) => partition);
    await alone(table, kps, async () => {
      // A projector of an earlier release may have begun meanwhile, which has the first logic only.
      if ((await writer.query(tablePosition(table), {})).length > 0) return;
      const mark = { definition: { ...definition, logic }, madeBy: null, generation: 0 };
      await writer.command(markTable(table, mark));
    });
  }
};
