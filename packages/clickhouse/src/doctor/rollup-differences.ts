import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { shareOfItems } from './share-of-items.ts';
import type { OwnTable } from '../cluster/own-table.ts';

/** Tables with rollups by item and hour, and the time that decides the hour. */
const ROLLED_UP = { votes: 'effective_at', views: 'recorded_at' } as const;
export type RolledUpTable = keyof typeof ROLLED_UP;
export const ROLLED_UP_TABLES = Object.keys(ROLLED_UP) as readonly RolledUpTable[];

/** Of the rows, as long as the whole statement may use no projections: a subquery cannot say so for itself. */
const rowsSql = (own: OwnTable, table: RolledUpTable): string => `
        SELECT item, toStartOfHour(${ROLLED_UP[table]}) AS hour, sum(delta) AS total, count() AS rows
        FROM emberlog.${own(table)}
        WHERE cityHash64(item) % {shares:UInt32} = {share:UInt32}
        GROUP BY item, hour`;

/** The rollup itself, as it is stored: whether a question reads it is the planner's choice. */
const rollupSql = (own: OwnTable, table: RolledUpTable): string => `
        SELECT item, \`toStartOfHour(${ROLLED_UP[table]})\` AS hour,
          sumMerge(\`sum(delta)\`) AS total, countMerge(\`count()\`) AS rows
        FROM mergeTreeProjection(emberlog, ${own(table)}, per_hour)
        WHERE cityHash64(item) % {shares:UInt32} = {share:UInt32}
        GROUP BY item, hour`;

/**
 * Hours, of a share of the items, whose rollup is not the sum of the rows it stands for. Where somebody
 * writes meanwhile the two sides may be read at different times: ask again before it is believed.
 */
export const rollupDifferences = (table: RolledUpTable) =>
  defineQuery({
    name: `${table}-rollup-differences`,
    sql: (own) => `
      SELECT toString(count()) AS hours, any(item) AS example
      FROM
      (
        SELECT item, hour
        FROM
        (
          SELECT 1 AS side, * FROM (${rowsSql(own, table)})
          UNION ALL
          SELECT 2 AS side, * FROM (${rollupSql(own, table)})
        )
        GROUP BY item, hour
        HAVING sumIf(total, side = 1) != sumIf(total, side = 2)
          OR sumIf(rows, side = 1) != sumIf(rows, side = 2)
      )
      SETTINGS optimize_use_projections = 0`,
    params: shareOfItems,
    row: z.object({ hours: integer, example: z.string() }),
  });
