import { evidence, hash64, instant, oneOf, origin, step, text } from './columns.ts';
import { defineBlock } from './define-block.ts';

/** Rows of `emberlog.votes`. Times are ms UTC, hashes decimal digits; throws for an unfit row. */
export const voteBlock = defineBlock('votes', {
  ...origin,
  item: text,
  voter: hash64,
  event_id: text,
  event_time: instant,
  kind: oneOf(['dead', 'upvoted', 'retracted']),
  outcome: oneOf(['dead', 'counted', 'repeat', 'stale']),
  effective_at: instant,
  recorded_at: instant,
  delta: step(-1),
  ...evidence,
});
export type VoteRow = Parameters<typeof voteBlock>[0][number];
