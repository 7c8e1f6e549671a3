/** The tables fed by the log, one per topic: every record of the topic is one row. */
export const FACT_TABLES = ['items', 'votes', 'views'] as const;
export type FactTable = (typeof FACT_TABLES)[number];

/** Bits of `items.sets`: which fields a version sets. */
export const ITEM_FIELD_BITS = {
  title: 1,
  url: 2,
  summary: 4,
  authors: 8,
  authorCount: 16,
  organization: 32,
  tags: 64,
  publishedAt: 128,
  listedAt: 256,
  listedOn: 512,
  comments: 1024,
} as const;
