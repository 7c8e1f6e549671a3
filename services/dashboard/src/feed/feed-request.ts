import { z } from 'zod';

/** How a feed is ordered. */
export const SORTS = ['trending', 'top', 'new'] as const;
export type Sort = (typeof SORTS)[number];

const token = z.string().max(4_096);

/** The query string of a feed's address. Anything else in it is not ours and is ignored. */
export const feedQuery = z.object({
  date: z.iso.date({ error: 'must be a day that exists, as YYYY-MM-DD' }).optional(),
  sort: z.enum(SORTS, { error: `must be one of ${SORTS.join(', ')}` }).default('trending'),
  half_life: z
    .string()
    .regex(/^[1-9]\d{0,4}[mhd]$/, { error: 'must be a length of time such as 6h or 2d' })
    .optional(),
  cursor: token.optional(),
  after: token.optional(),
});

/** `/` shows the list of one day, `/trending` all days together. */
export type FeedPathname = '/' | '/trending';

/** What a reader asked to see. */
export type FeedRequest = z.output<typeof feedQuery> & { readonly pathname: FeedPathname };

/** The address of a feed; what is default or absent is left out. */
export const feedPath = (request: FeedRequest): string => {
  const { pathname, date, sort, half_life, cursor, after } = request;
  const query = new URLSearchParams();
  if (date !== undefined && pathname === '/') query.set('date', date);
  if (sort !== 'trending') query.set('sort', sort);
  if (half_life !== undefined) query.set('half_life', half_life);
  if (cursor !== undefined) query.set('cursor', cursor);
  if (after !== undefined) query.set('after', after);
  return query.size === 0 ? pathname : `${pathname}?${query.toString()}`;
};

/** The same view from its first row, now: tokens belong to one page and one moment. */
export const withoutTokens = ({ pathname, date, sort, half_life }: FeedRequest): FeedRequest => ({
  pathname,
  date,
  sort,
  half_life,
});

const HOME: FeedRequest = { pathname: '/', sort: 'trending' };

/** Reads an address a form sent back. What is no feed of ours becomes the front page. */
export const feedRequestOf = (address: string): FeedRequest => {
  const origin = 'http://feed.invalid';
  if (!URL.canParse(address, origin)) return HOME;
  const url = new URL(address, origin);
  if (url.origin !== origin) return HOME;
  if (url.pathname !== '/' && url.pathname !== '/trending') return HOME;
  const query = feedQuery.safeParse(Object.fromEntries(url.searchParams));
  return query.success ? { ...query.data, pathname: url.pathname } : HOME;
};
