import { z } from 'zod';
import { evidence, hash64, instant, origin, uint32 } from './columns.ts';
import { defineBlock } from './define-block.ts';

/**
 * Rows of `emberlog.views`. Times are ms UTC, except `half_hour`: seconds UTC, to 2106. Hashes are
 * decimal digits. Throws for an unfit row.
 */
export const viewBlock = defineBlock('views', {
  ...origin,
  item: z.string(),
  viewer: hash64,
  event_id: z.string(),
  event_time: instant,
  half_hour: uint32,
  outcome: z.enum(['dead', 'counted', 'repeat']),
  recorded_at: instant,
  delta: z.int().min(0).max(1),
  ...evidence,
});
export type ViewRow = Parameters<typeof viewBlock>[0][number];
