import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { AS_OF_SQL, endsParam, includedSql, instantParam, instantSql } from './cut-sql.ts';

/** Views of some items counted in (`since`, as_of], ms UTC; no row for no view. */
export const viewTotals = defineQuery({
  name: 'view-totals',
  sql: `
SELECT item, sum(delta) AS views
FROM emberlog.views
WHERE item IN {items:Array(String)} AND ${includedSql('view_ends')}
  AND recorded_at <= ${AS_OF_SQL} AND recorded_at > ${instantSql('{since:Int64}')}
  AND logged > ${instantSql('{since:Int64}')}
GROUP BY item`,
  params: z.object({
    as_of: instantParam,
    since: instantParam,
    view_ends: endsParam,
    items: z.array(z.string()),
  }),
  row: z.object({ item: z.string(), views: integer }),
});
