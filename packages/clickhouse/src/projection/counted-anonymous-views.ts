import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { itemsAsOf } from './as-of-offsets.ts';

/** Ids of the anonymous views counted since `since` (logged, ms UTC), in offset order. */
export const countedAnonymousViews = defineQuery({
  name: 'counted-anonymous-views',
  sql: (own) => `
    SELECT kp, item, event_id,
      toUnixTimestamp64Milli(logged) AS logged_ms
    FROM emberlog.${own('views')}
    WHERE item IN {items:Array(String)}
      AND viewer = 0
      AND outcome = 'counted'
      AND logged >= fromUnixTimestamp64Milli({since:Int64})
      AND off < transform(kp, {kps:Array(UInt16)}, {offs:Array(UInt64)}, toUInt64(0))
    ORDER BY off`,
  params: itemsAsOf.extend({ since: z.number() }),
  row: z.object({ kp: integer, item: z.string(), event_id: z.string(), logged_ms: integer }),
});
