import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { itemsAsOf } from './as-of-offsets.ts';

/** Who was counted in the windows asked for: of item `items[i]`, that begins at second `windows[i]`. */
export const countedViewers = defineQuery({
  name: 'counted-viewers',
  sql: (own) => `
    SELECT kp, item,
      toUnixTimestamp(window_start) AS window_s,
      toString(viewer) AS viewer_id
    FROM emberlog.${own('views')}
    WHERE (item, window_start) IN arrayZip({items:Array(String)}, {windows:Array(UInt32)})
      AND viewer != 0
      AND outcome = 'counted'
      AND off < transform(kp, {kps:Array(UInt16)}, {offs:Array(UInt64)}, toUInt64(0))`,
  params: itemsAsOf.extend({ windows: z.array(z.number()) }),
  row: z.object({ kp: integer, item: z.string(), window_s: integer, viewer_id: z.string() }),
});
