import { z } from 'zod';
import { evidence, hash64, instant, origin } from './columns.ts';
import { defineBlock } from './define-block.ts';

/** Rows of `emberlog.votes`. Times are ms UTC, hashes decimal digits; throws for an unfit row. */
export const voteBlock = defineBlock('votes', {
  ...origin,
  item: z.string(),
  voter: hash64,
  event_id: z.string(),
  event_time: instant,
  kind: z.enum(['dead', 'upvoted', 'retracted']),
  outcome: z.enum(['dead', 'counted', 'repeat', 'stale']),
  effective_at: instant,
  recorded_at: instant,
  delta: z.int().min(-1).max(1),
  ...evidence,
});
export type VoteRow = Parameters<typeof voteBlock>[0][number];
