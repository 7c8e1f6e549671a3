import { z } from 'zod';
import { defineQuery } from '../query.ts';
import { AS_OF_SQL, endsParam, instantParam } from './cut-sql.ts';
import { foldColumns, FOLDED_SQL, foldWithSql } from './item-fold-sql.ts';

const { titled, withdrawn, listing, field } = foldColumns('as_of');

/** The nearest dates before and after `date` (YYYY-MM-DD) that have items; empty where none has. */
export const listingDates = defineQuery({
  name: 'listing-dates',
  sql: `
SELECT maxIf(listed_on, listed_on < {date:String}) AS previous,
  minIf(listed_on, listed_on > {date:String}) AS next
FROM (
  SELECT toString(coalesce(own_date, toDate32(listing))) AS listed_on
  FROM (
    ${foldWithSql(['as_of'])}
    SELECT ${titled} AND NOT (${withdrawn}) AS there, ${listing} AS listing,
      ${field('listed_on', 'listedOn')} AS own_date
    FROM emberlog.items AS v
    WHERE ${FOLDED_SQL}
    GROUP BY v.item
  )
  WHERE there AND listing <= ${AS_OF_SQL}
)`,
  params: z.object({ as_of: instantParam, item_ends: endsParam, date: z.string() }),
  row: z.object({ previous: z.string(), next: z.string() }),
});
