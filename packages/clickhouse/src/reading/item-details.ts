import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import type { ITEM_FIELD_BITS } from '../tables.ts';
import { AS_OF_SQL, endsParam, instantParam } from './cut-sql.ts';
import { setsSql, versionsSql } from './item-fold-sql.ts';

/** In a tuple, because the engine would pass over the versions that set it to null. */
const latestSql = (column: string, field: keyof typeof ITEM_FIELD_BITS): string =>
  `tupleElement(argMaxIf(tuple(${column}), place, ${setsSql(field)}), 1)`;

const COLUMNS = [
  ...['kind', 'sets', 'title', 'url', 'summary', 'authors', 'author_count', 'organization'],
  ...['organization_fullname', 'tags', 'published_at', 'listed_at', 'listed_on', 'comments'],
] as const;

/**
 * What items are by some versions of theirs: each field from the latest that sets it. An item without
 * a title, withdrawn, or listed later than as_of has no row. `versions` is SQL with the columns of
 * {@link versionsSql}.
 */
const foldedItemsSql = (versions: string): string => `
SELECT item, text AS title, url, summary, authors, author_count, organization,
  organization_fullname, tags, work_date AS published_at, listing AS listed_at,
  coalesce(own_date, toDate32(listing)) AS listed_on, comments
FROM (
  SELECT item, countIf(${setsSql('title')}) > 0 AS titled, argMax(kind, place) AS latest_kind,
    if(countIf(${setsSql('listedAt')}) > 0, argMaxIf(listed_at, place, ${setsSql('listedAt')}),
      argMinIf(listed_at, place, kind = 'published')) AS listing,
    ${latestSql('title', 'title')} AS text,
    ${latestSql('url', 'url')} AS url,
    ${latestSql('summary', 'summary')} AS summary,
    ${latestSql('authors', 'authors')} AS authors,
    ${latestSql('author_count', 'authorCount')} AS author_count,
    ${latestSql('organization', 'organization')} AS organization,
    ${latestSql('organization_fullname', 'organization')} AS organization_fullname,
    ${latestSql('tags', 'tags')} AS tags,
    ${latestSql('published_at', 'publishedAt')} AS work_date,
    ${latestSql('listed_on', 'listedOn')} AS own_date,
    ${latestSql('comments', 'comments')} AS comments
  FROM (${versions})
  GROUP BY item
)
WHERE titled AND latest_kind != 'withdrawn' AND listing <= ${AS_OF_SQL}`;

/**
 * Every item as it is now, for who knows all there is: one pass over versions in the order of the table,
 * so that however many there are takes no more memory.
 */
export const currentItemsSql = (): string =>
  foldedItemsSql(versionsSql({ times: ['as_of'], columns: COLUMNS }));

/** The versions of some items known at as_of; of an item without one its first. */
const KNOWN_VERSIONS = `
    SELECT *
    FROM (
      SELECT *, known_as_of AS known, countIf(known) OVER (PARTITION BY item) AS known_versions,
        row_number() OVER (PARTITION BY item ORDER BY place) AS ordinal
      FROM (${versionsSql({ times: ['as_of'], columns: COLUMNS, where: 'v.item IN {items:Array(String)}' })})
    )
    WHERE known OR (known_versions = 0 AND ordinal = 1)`;

/** What some items were at as_of, by {@link KNOWN_VERSIONS}. Times are ms UTC, `listed_on` is YYYY-MM-DD. */
export const itemDetails = defineQuery({
  name: 'item-details',
  sql: `
SELECT * REPLACE (toUnixTimestamp64Milli(published_at) AS published_at,
  toUnixTimestamp64Milli(listed_at) AS listed_at, toString(listed_on) AS listed_on)
FROM (${foldedItemsSql(KNOWN_VERSIONS)})`,
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
