import { trendingReply, type TrendingReply } from '@emberlog/api';

/** One reply of `/v1/trending`, checked against its schema; rejects with the body otherwise. */
export const readList = async (
  url: string,
  params: Readonly<Record<string, string | number | boolean>>,
): Promise<TrendingReply> => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) query.set(name, String(value));
  const reply = await fetch(`${url}/v1/trending?${query.toString()}`);
  const body = await reply.text();
  if (reply.status !== 200) throw new Error(`${reply.status}: ${body}`);
  return trendingReply.parse(JSON.parse(body));
};

/** All pages from a first one on. */
export const readPages = async (url: string, first: TrendingReply): Promise<TrendingReply[]> => {
  const pages = [first];
  for (let page = first; page.next_cursor !== null;) {
    page = await readList(url, { cursor: page.next_cursor, limit: first.items.length });
    pages.push(page);
  }
  return pages;
};

/** What must not change from reply to reply of a pinned list. */
export const rows = (reply: TrendingReply) =>
  reply.items.map(({ id, rank, score, upvotes, movement }) => ({
    id,
    rank,
    score,
    upvotes,
    movement,
  }));
