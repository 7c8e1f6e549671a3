import { z } from 'zod';
import { defineQuery } from '../query.ts';
import { endsParam, instantParam } from './cut-sql.ts';
import { EXISTING_ITEMS_SQL } from './listed-items-sql.ts';

/** The nearest dates before and after `date` (YYYY-MM-DD) that have items; empty where none has. */
export const listingDates = defineQuery({
  name: 'listing-dates',
  sql: `
SELECT maxIf(listed_on, listed_on < {date:String}) AS previous,
  minIf(listed_on, listed_on > {date:String}) AS next
FROM (${EXISTING_ITEMS_SQL})`,
  params: z.object({ as_of: instantParam, item_ends: endsParam, date: z.string() }),
  row: z.object({ previous: z.string(), next: z.string() }),
});
