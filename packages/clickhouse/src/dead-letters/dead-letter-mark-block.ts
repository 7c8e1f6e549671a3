import { z } from 'zod';
import { defineBlock } from '../projection/define-block.ts';
import { instant, oneOf, origin } from '../projection/columns.ts';

/** Rows of `emberlog.dead_letter_marks`: what was done with dead letters. Writing one twice is harmless. */
export const deadLetterMarkBlock = defineBlock('dead_letter_marks', {
  topic: z.string(),
  ...origin,
  state: oneOf(['replayed', 'dropped']),
  /** Offset of the record a replay appended; 0 for a dropped letter. */
  appended_as: origin.off,
  marked_at: instant,
});
export type DeadLetterMarkRow = Parameters<typeof deadLetterMarkBlock>[0][number];
