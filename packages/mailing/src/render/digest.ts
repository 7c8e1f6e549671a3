import { z } from 'zod';

/** Longer titles and names than the event types allow are no item's. */
const name = z.string().min(1).max(1_000);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** An absolute http or https URL without credentials, as its normal form: ASCII, no space. */
export const link = z
  .string()
  .max(2_000)
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), {
    error: 'must be an absolute http or https URL',
    abort: true,
  })
  .refine((text) => new URL(text).username === '' && new URL(text).password === '', {
    error: 'must not contain a user name or a password',
    abort: true,
  })
  .transform((text) => new URL(text).href);

/** Whether a digest may link there; one that may not is no reason to send none. */
export const isWebLink = (url: string | null): url is string => link.safeParse(url).success;

const item = z.object({
  rank: count.min(1),
  title: name,
  url: link,
  organization: z.object({ name, fullname: name.nullable() }).nullable(),
  authorCount: count.nullable(),
  upvotes: count,
  comments: count.nullable(),
  /** Places won (up is positive) and upvotes gained since the period before; null for a new one. */
  movement: z
    .object({ rank: z.number().int().min(-1_000_000).max(1_000_000), upvotes: z.number().int() })
    .nullable(),
});

/** What a digest tells. Items come in the order of their ranks; at most 100. */
export const digestSchema = z.object({
  site: z.object({ name: name.max(100), url: link }),
  period: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('day'), key: z.iso.date() }),
    z.object({
      kind: z.literal('week'),
      key: z.string().regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/),
    }),
  ]),
  items: z.array(item).min(1).max(100),
  /** The line that clients show beside the subject. */
  preview: z.string().max(1_000),
  links: z.object({
    /** The whole list on the site. */
    archive: link,
    preferences: link,
    unsubscribe: link,
  }),
});

export type Digest = z.input<typeof digestSchema>;

/** A digest that was read: every link in its normal form. */
export type ReadDigest = z.output<typeof digestSchema>;
export type DigestItem = ReadDigest['items'][number];
