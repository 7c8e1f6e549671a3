import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import type { FactTable } from '../tables.ts';

/** Counts rows of unreadable records of some log partitions without a dead letter; such rows alone have no item. */
export const missingLetters = (table: FactTable) =>
  defineQuery({
    name: `${table}-missing-letters`,
    sql: (own) => `
      SELECT count() AS missing
      FROM emberlog.${own(table)}
      WHERE item = '' AND has({kps:Array(UInt16)}, kp) AND (kp, off) NOT IN (
        SELECT kp, off FROM emberlog.${own('dead_letters')} WHERE topic = 'emberlog.${table}'
      )`,
    params: z.object({ kps: z.array(z.number()) }),
    row: z.object({ missing: integer }),
  });
