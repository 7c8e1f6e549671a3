import { z } from 'zod';
import { AS_OF_SQL, endsParam, includedSql, instantParam } from './cut-sql.ts';
import {
  fieldSql,
  FOLD_FROM_SQL,
  FOLD_WITH_SQL,
  LISTED_AT_SQL,
  TITLED_SQL,
  WITHDRAWN_SQL,
} from './item-fold-sql.ts';

/**
 * What a list must know of each item: it has a title, is not withdrawn and was listed by as_of.
 * Columns a statement does not use are not computed.
 */
export const EXISTING_ITEMS_SQL = `
  SELECT item, toUnixTimestamp64Milli(listing) AS listed_at, organization, tags,
    toString(coalesce(own_date, toDate32(listing))) AS listed_on
  FROM (
    ${FOLD_WITH_SQL}
    SELECT v.item AS item, ${TITLED_SQL} AS titled, ${WITHDRAWN_SQL} AS withdrawn,
      ${LISTED_AT_SQL} AS listing,
      ${fieldSql('organization', 'organization')} AS organization,
      ${fieldSql('tags', 'tags')} AS tags,
      ${fieldSql('listed_on', 'listedOn')} AS own_date
    ${FOLD_FROM_SQL}
    GROUP BY v.item
  )
  WHERE titled AND NOT withdrawn AND listing <= ${AS_OF_SQL}`;

/** Items that pass the filters of a list. A filter that filters nothing is an empty text or 0. */
export const LISTED_ITEMS_SQL = `
  SELECT item, listed_at
  FROM (${EXISTING_ITEMS_SQL})
  WHERE listed_at >= {listed_from:Int64} AND listed_at < {listed_to:Int64}
    AND ({organization:String} = '' OR organization = {organization:String})
    AND ({tag:String} = '' OR has(tags, {tag:String}))
    AND ({listed_on:String} = '' OR listed_on = {listed_on:String})
    AND ({min_votes:UInt64} = 0 OR item IN (
      SELECT item FROM emberlog.votes
      WHERE {min_votes:UInt64} > 0 AND recorded_at <= ${AS_OF_SQL} AND ${includedSql('vote_ends')}
      GROUP BY item HAVING sum(delta) >= {min_votes:UInt64}
    ))`;

/** What {@link LISTED_ITEMS_SQL} takes. Times are ms UTC, `listed_to` excluded. */
export const listedItemsParams = {
  as_of: instantParam,
  item_ends: endsParam,
  vote_ends: endsParam,
  listed_from: instantParam,
  listed_to: instantParam,
  organization: z.string(),
  tag: z.string(),
  /** YYYY-MM-DD. */
  listed_on: z.string(),
  /** Votes active at as_of, whatever their age. */
  min_votes: z.int().min(0),
} as const;
