import type { Statement } from '../database.ts';
import type { FactTable } from '../tables.ts';

/** Empties a table that is to be projected again, whatever its size. */
export const truncateTable =
  (table: FactTable | 'dead_letters'): Statement =>
  (own) =>
    `TRUNCATE TABLE emberlog.${own(table)} SETTINGS max_table_size_to_drop = 0`;
