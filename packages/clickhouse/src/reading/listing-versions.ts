import { z } from 'zod';
import { defineQuery, integer, numberColumn, textColumn } from '../query.ts';
import { endsParam } from './cut-sql.ts';
import { setsSql } from './item-fold-sql.ts';

/** Versions of one row: some 100 bytes each. */
const BLOCK = 10_000;

/** What a version says of the listing of its item, as bits of its `flags`. */
export const LISTING_FLAGS = { titled: 1, setsTitle: 2, setsListedAt: 4, withdrawn: 8, dead: 16 };

/**
 * What every version from some offsets on, up to others, says of when its item is listed: arrays of equal
 * length, a row for some thousand offsets. Rows of dead records are among them, so that every offset is
 * there. Times are ms UTC.
 */
export const listingVersions = defineQuery({
  name: 'listing-versions',
  sql: `
SELECT kp, groupArray(toFloat64(off)) AS offs, groupArray(item) AS items, groupArray(flag) AS flags,
  groupArray(toFloat64(toUnixTimestamp64Milli(event_time))) AS times, groupArray(event_id) AS ids,
  groupArray(toFloat64(toUnixTimestamp64Milli(recorded_at))) AS recorded,
  groupArray(toFloat64(toUnixTimestamp64Milli(listed_at))) AS listed
FROM (
  SELECT kp, off, item, event_time, event_id, recorded_at, listed_at,
    (title != '') * ${LISTING_FLAGS.titled} + (${setsSql('title')}) * ${LISTING_FLAGS.setsTitle}
      + (${setsSql('listedAt')}) * ${LISTING_FLAGS.setsListedAt}
      + (kind = 'withdrawn') * ${LISTING_FLAGS.withdrawn} + (kind = 'dead') * ${LISTING_FLAGS.dead} AS flag
  FROM emberlog.items
  WHERE off >= {from_ends:Array(UInt64)}[kp + 1] AND off < {item_ends:Array(UInt64)}[kp + 1]
)
GROUP BY kp, intDiv(off, ${BLOCK})`,
  params: z.object({ from_ends: endsParam, item_ends: endsParam }),
  row: z.object({
    kp: integer,
    offs: numberColumn,
    items: textColumn,
    flags: numberColumn,
    times: numberColumn,
    ids: textColumn,
    recorded: numberColumn,
    listed: numberColumn,
  }),
});
