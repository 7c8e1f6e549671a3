import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { itemsAsOf } from './as-of-offsets.ts';

/** Who was counted in the half hours asked for: item `items[i]` from second `half_hours[i]` on. */
export const countedViewers = defineQuery({
  name: 'counted-viewers',
  sql: `
    SELECT kp, item,
      toUnixTimestamp(half_hour) AS half_hour_s,
      toString(viewer) AS viewer_id
    FROM emberlog.views
    WHERE (item, half_hour) IN arrayZip({items:Array(String)}, {half_hours:Array(UInt32)})
      AND viewer != 0
      AND outcome = 'counted'
      AND off < transform(kp, {kps:Array(UInt16)}, {offs:Array(UInt64)}, toUInt64(0))`,
  params: itemsAsOf.extend({ half_hours: z.array(z.number()) }),
  row: z.object({ kp: integer, item: z.string(), half_hour_s: integer, viewer_id: z.string() }),
});
