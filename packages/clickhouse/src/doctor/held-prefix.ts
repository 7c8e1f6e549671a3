import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import type { FactTable } from '../tables.ts';

/**
 * What a table's rows hold of the first offsets of each partition, read from the rows themselves: sound is
 * as many rows as offsets, and the sum of their hashes that of `spanPlaces`.
 */
export const heldPrefix = (table: FactTable) =>
  defineQuery({
    name: `${table}-held-prefix`,
    sql: (own) => `
      SELECT kp, toString(count()) AS rows, toString(sum(cityHash64(off))) AS places
      FROM emberlog.${own(table)}
      WHERE off < transform(kp, {kps:Array(UInt16)}, {offs:Array(UInt64)}, toUInt64(0))
      GROUP BY kp
      SETTINGS optimize_use_projections = 0`,
    params: z.object({ kps: z.array(z.number()), offs: z.array(z.number()) }),
    row: z.object({ kp: integer, rows: integer, places: z.string() }),
  });
