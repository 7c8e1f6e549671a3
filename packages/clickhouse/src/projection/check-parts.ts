import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import type { FactTable } from '../tables.ts';

/**
 * Reads every file of a table's parts, projections too, and holds it against the checksums of its
 * part; one row a part. The engine itself looks at names and sizes only when it loads a table.
 */
export const checkParts = (table: FactTable | 'dead_letters') =>
  defineQuery({
    name: `${table}-parts`,
    sql: (own) => `CHECK TABLE emberlog.${own(table)} SETTINGS check_query_single_value_result = 0`,
    params: z.object({}),
    row: z.object({ part_path: z.string(), is_passed: integer, message: z.string() }),
  });
