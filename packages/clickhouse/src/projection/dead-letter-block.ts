import { z } from 'zod';
import { instant, origin } from './columns.ts';
import { defineBlock } from './define-block.ts';

/** Rows of `emberlog.dead_letters`; `key` and `bytes` are base64. Writing one twice is harmless. */
export const deadLetterBlock = defineBlock('dead_letters', {
  topic: z.string(),
  ...origin,
  key: z.base64(),
  bytes: z.base64(),
  reason: z.string(),
  appended: instant,
});
export type DeadLetterRow = Parameters<typeof deadLetterBlock>[0][number];
