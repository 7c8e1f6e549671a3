import type { Block, Database } from '@emberlog/clickhouse';

/** `lost`: fails before anything is written. `unanswered`: fails although all is written. */
export type Fate = 'written' | 'lost' | 'unanswered';

/** The same engine, except that an insert may fail the way `fateOf` says. */
export const withFailingInserts = (
  database: Database,
  fateOf: (block: Block) => Fate,
): Database => ({
  ...database,
  writer: {
    ...database.writer,
    insert: async (block, fence) => {
      const fate = fateOf(block);
      if (fate === 'lost') throw new Error('the connection was refused');
      await database.writer.insert(block, fence);
      if (fate === 'unanswered') throw new Error('the connection was reset');
    },
  },
});
