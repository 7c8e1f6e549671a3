import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { AS_OF_SQL, endsParam, instantParam } from './cut-sql.ts';
import {
  fieldSql,
  FOLD_FROM_SQL,
  FOLD_WITH_SQL,
  LISTED_AT_SQL,
  TITLED_SQL,
  WITHDRAWN_SQL,
} from './item-fold-sql.ts';

/**
 * What some items were at as_of. An item without a title, withdrawn, or listed later than as_of
 * has no row. Times are ms UTC, `listed_on` is YYYY-MM-DD.
 */
export const itemDetails = defineQuery({
  name: 'item-details',
  sql: `
SELECT item, title, url, summary, authors, author_count, organization, organization_fullname, tags,
  toUnixTimestamp64Milli(work_date) AS published_at, toUnixTimestamp64Milli(listing) AS listed_at,
  toString(coalesce(own_date, toDate32(listing))) AS listed_on, comments
FROM (
  ${FOLD_WITH_SQL}
  SELECT v.item AS item, ${TITLED_SQL} AS titled, ${WITHDRAWN_SQL} AS withdrawn,
    ${LISTED_AT_SQL} AS listing,
    ${fieldSql('title', 'title')} AS title,
    ${fieldSql('url', 'url')} AS url,
    ${fieldSql('summary', 'summary')} AS summary,
    ${fieldSql('authors', 'authors')} AS authors,
    ${fieldSql('author_count', 'authorCount')} AS author_count,
    ${fieldSql('organization', 'organization')} AS organization,
    ${fieldSql('organization_fullname', 'organization')} AS organization_fullname,
    ${fieldSql('tags', 'tags')} AS tags,
    ${fieldSql('published_at', 'publishedAt')} AS work_date,
    ${fieldSql('listed_on', 'listedOn')} AS own_date,
    ${fieldSql('comments', 'comments')} AS comments
  ${FOLD_FROM_SQL} AND v.item IN {items:Array(String)}
  GROUP BY v.item
)
WHERE titled AND NOT withdrawn AND listing <= ${AS_OF_SQL}`,
  params: z.object({
    as_of: instantParam,
    item_ends: endsParam,
    items: z.array(z.string()),
  }),
  row: z.object({
    item: z.string(),
    title: z.string(),
    url: z.string().nullable(),
    summary: z.string().nullable(),
    authors: z.array(z.string()),
    author_count: integer.nullable(),
    organization: z.string().nullable(),
    organization_fullname: z.string().nullable(),
    tags: z.array(z.string()),
    published_at: integer.nullable(),
    listed_at: integer,
    listed_on: z.string(),
    comments: integer.nullable(),
  }),
});
