import { evidence, hash64, instant, oneOf, origin, step, text, uint32 } from './columns.ts';
import { defineBlock } from './define-block.ts';

/**
 * Rows of `emberlog.views`. Times are ms UTC, except `window_start`: seconds UTC, to 2106. Hashes are
 * decimal digits. Throws for an unfit row.
 */
export const viewBlock = defineBlock('views', {
  ...origin,
  item: text,
  viewer: hash64,
  event_id: text,
  event_time: instant,
  window_start: uint32,
  outcome: oneOf(['dead', 'counted', 'repeat']),
  recorded_at: instant,
  delta: step(0),
  ...evidence,
});
export type ViewRow = Parameters<typeof viewBlock>[0][number];
