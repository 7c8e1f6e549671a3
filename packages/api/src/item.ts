import { z } from 'zod';

const time = z.iso.datetime();

const organization = z.object({ name: z.string(), fullname: z.string().nullable() });

/** What every reply says of an item. Times are RFC 3339 UTC; a missing value is null. */
export const itemSummary = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  organization: organization.nullable(),
  authorCount: z.int().nullable(),
  /** The work's own date. */
  publishedAt: time.nullable(),
  /** When it entered this site's lists. */
  listedAt: time,
  /** Date of the daily list it belongs to, YYYY-MM-DD. */
  listedOn: z.iso.date(),
  /** Votes active at `as_of`. */
  upvotes: z.int(),
  /** Views counted up to `as_of`. */
  views: z.int(),
  comments: z.int().nullable(),
});
export type ItemSummary = z.infer<typeof itemSummary>;

/** How fresh an answer is. Outside `ETag` and every claim of equality: it reads a clock. */
export const freshness = z.object({
  /** Append time of the newest record included; null before the first. */
  data_as_of: time.nullable(),
  /** Age of the oldest known record that is not included; 0 when caught up. */
  lag_seconds: z.number(),
});
export type Freshness = z.infer<typeof freshness>;

/** What every query reply ends with. */
export const provenance = {
  as_of: time,
  position: z.string(),
  freshness,
} as const;

const standing = z.object({ rank: z.int(), score: z.number() }).nullable();

/** `GET /v1/items/:id`. Ranks are null where the item is in no such list. */
export const itemReply = z.object({
  ...itemSummary.shape,
  summary: z.string().nullable(),
  authors: z.array(z.string()),
  tags: z.array(z.string()),
  ranks: z.object({ trending: standing, top: standing }),
  ...provenance,
});
export type ItemReply = z.infer<typeof itemReply>;
