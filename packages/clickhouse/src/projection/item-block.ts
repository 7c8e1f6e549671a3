import { z } from 'zod';
import { date, evidence, instant, origin, uint16, uint32 } from './columns.ts';
import { defineBlock } from './define-block.ts';

/** Rows of `emberlog.items`. Times are ms UTC, `listed_on` is `YYYY-MM-DD`; throws for an unfit row. */
export const itemBlock = defineBlock('items', {
  ...origin,
  item: z.string(),
  event_id: z.string(),
  event_time: instant,
  recorded_at: instant,
  kind: z.enum(['dead', 'published', 'withdrawn']),
  sets: uint16,
  title: z.string(),
  url: z.string().nullable(),
  summary: z.string().nullable(),
  authors: z.array(z.string()),
  author_count: uint32.nullable(),
  organization: z.string().nullable(),
  organization_fullname: z.string().nullable(),
  tags: z.array(z.string()),
  published_at: instant.nullable(),
  listed_at: instant,
  listed_on: date.nullable(),
  comments: uint32.nullable(),
  ...evidence,
});
export type ItemRow = Parameters<typeof itemBlock>[0][number];
