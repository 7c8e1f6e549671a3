import { z } from 'zod';
import { fullDate, instantOrDate } from './instant.ts';
import { text, visibleText } from './text.ts';

const webUrl = text(1, 2000).refine(isWebUrl, { error: 'must be an http or https URL' });

/** An organization; filters compare `name`. */
const organization = z.strictObject({
  name: visibleText(200),
  fullname: visibleText(500).nullish(),
});

/**
 * What `item.published` says of an item. Absent = unchanged, null = cleared; the three fields a
 * list cannot do without may be absent but not null. Times are milliseconds UTC once parsed.
 */
export const itemPatch = z.strictObject({
  title: visibleText(500).optional(),
  url: webUrl.nullish(),
  summary: text(0, 10_000).nullish(),
  authors: z.array(visibleText(200)).max(5_000, { error: 'must be at most 5000 names' }).nullish(),
  authorCount: z.int().min(0).max(100_000).nullish(),
  organization: organization.nullish(),
  tags: z.array(visibleText(100)).max(50, { error: 'must be at most 50 tags' }).nullish(),
  publishedAt: instantOrDate.nullish(),
  listedAt: instantOrDate.optional(),
  listedOn: fullDate.optional(),
  comments: z.int().min(0).max(1_000_000_000).nullish(),
});
export type ItemPatch = z.infer<typeof itemPatch>;

function isWebUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol } = new URL(value);
  return protocol === 'http:' || protocol === 'https:';
}
