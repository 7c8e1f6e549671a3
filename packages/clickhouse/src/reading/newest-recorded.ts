import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { endsParam, includedSql, instantParam, instantSql } from './cut-sql.ts';

const SINCE_SQL = instantSql('{since:Int64}');

/** Whatever was recorded after `since` was logged after it too, so that older parts are not read. */
const newestSql = (table: string, ends: Parameters<typeof includedSql>[0]): string => `
  SELECT toUnixTimestamp64Milli(max(recorded_at)) AS newest
  FROM emberlog.${table}
  WHERE recorded_at > ${SINCE_SQL} AND logged > ${SINCE_SQL} AND ${includedSql(ends)}`;

/** The newest time recorded after `since` that a position includes, ms UTC; 0 for none. */
export const newestRecorded = defineQuery({
  name: 'newest-recorded',
  sql: `
SELECT max(newest) AS newest FROM (
${newestSql('items', 'item_ends')}
  UNION ALL
${newestSql('votes', 'vote_ends')}
  UNION ALL
${newestSql('views', 'view_ends')}
)`,
  params: z.object({
    since: instantParam,
    item_ends: endsParam,
    vote_ends: endsParam,
    view_ends: endsParam,
  }),
  row: z.object({ newest: integer }),
});
