import { FACT_TABLES, type Block, type Database } from '@emberlog/clickhouse';

/** `lost`: fails before anything is written. `unanswered`: fails although all is written. */
export type Fate = 'written' | 'lost' | 'unanswered';

/** Those that hold records; what else is inserted, a check inserts, which a start must survive or end with. */
const OF_RECORDS: readonly string[] = [...FACT_TABLES, 'dead_letters'];

/** The same engine, except that an insert of records may fail the way `fateOf` says. */
export const withFailingInserts = (
  database: Database,
  fateOf: (block: Block) => Fate,
): Database => ({
  ...database,
  writer: {
    ...database.writer,
    insert: async (block, fence) => {
      const fate = OF_RECORDS.includes(block.table) ? fateOf(block) : 'written';
      if (fate === 'lost') throw new Error('the connection was refused');
      await database.writer.insert(block, fence);
      if (fate === 'unanswered') throw new Error('the connection was reset');
    },
  },
});
