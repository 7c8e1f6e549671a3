import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { endsParam, includedSql } from './cut-sql.ts';

/**
 * The versions of some items that a position includes, as they were stored, in order of their offsets;
 * `rows` of them at most. Times are ms UTC, `listed_on` is YYYY-MM-DD, `sets` a mask of `ITEM_FIELD_BITS`.
 * To be folded by who asks: the engine takes longer to analyse the fold than to read the rows.
 */
export const itemVersionRows = defineQuery({
  name: 'item-versions',
  sql: `
SELECT item, event_id, toUnixTimestamp64Milli(event_time) AS time,
  toUnixTimestamp64Milli(recorded_at) AS recorded, kind = 'withdrawn' AS withdrawn, sets, title, url, summary,
  authors, author_count, organization, organization_fullname, tags,
  toUnixTimestamp64Milli(published_at) AS work_date, toUnixTimestamp64Milli(listed_at) AS listing,
  toString(listed_on) AS own_date, comments
FROM emberlog.items
WHERE item IN {items:Array(String)} AND kind != 'dead' AND ${includedSql('item_ends')}
ORDER BY kp, off
LIMIT {rows:UInt64}`,
  params: z.object({
    items: z.array(z.string()),
    item_ends: endsParam,
    rows: z.int().positive(),
  }),
  row: z.object({
    item: z.string(),
    event_id: z.string(),
    time: integer,
    recorded: integer,
    withdrawn: integer,
    sets: integer,
    title: z.string(),
    url: z.string().nullable(),
    summary: z.string().nullable(),
    authors: z.array(z.string()),
    author_count: integer.nullable(),
    organization: z.string().nullable(),
    organization_fullname: z.string().nullable(),
    tags: z.array(z.string()),
    work_date: integer.nullable(),
    listing: integer,
    own_date: z.string().nullable(),
    comments: integer.nullable(),
  }),
});
