import type { ItemSummary } from '@emberlog/api';
import { viewTotals, voteTotals, type Reader } from '@emberlog/clickhouse';
import type { Cut } from './cut.ts';
import { readItemDetails, type ItemDetails } from './item-details.ts';

/** What replies say of one item at a cut. */
export type ItemFacts = {
  readonly summary: ItemSummary;
  readonly text: string | null;
  readonly authors: readonly string[];
  readonly tags: readonly string[];
  /** Votes active at the earlier time, by what is known now. */
  readonly upvotesEarlier: number;
};

/** When votes are counted once more, ms UTC, and how long views count, ms. */
export type FactTimes = { readonly earlier: number; readonly viewRetentionMs: number };

/**
 * Reads what some items are and what they have got at a cut, and the votes they had earlier. Items that no list may hold at the cut are missing.
 */
export const readItemFacts = async (
  reader: Reader,
  cut: Cut,
  items: readonly string[],
  { earlier, viewRetentionMs }: FactTimes,
): Promise<ReadonlyMap<string, ItemFacts>> => {
  const { asOf, ends } = cut;
  const asked = { as_of: asOf, items: [...items] };
  const [details, votes, views] = await Promise.all([
    readItemDetails(reader, cut, items),
    reader.query(voteTotals, { ...asked, earlier, vote_ends: ends.votes }),
    reader.query(viewTotals, {
      ...asked,
      since: asOf - viewRetentionMs,
      view_ends: ends.views,
    }),
  ]);
  const votesOf = new Map(votes.map((row) => [row.item, row]));
  const viewsOf = new Map(views.map((row) => [row.item, row.views]));
  return new Map(
    details.map((row) => {
      const { upvotes = 0, upvotes_earlier: upvotesEarlier = 0 } = votesOf.get(row.item) ?? {};
      const totals = { upvotes, views: viewsOf.get(row.item) ?? 0 };
      const { summary: text, authors, tags } = row;
      return [row.item, { summary: summaryOf(row, totals), text, authors, tags, upvotesEarlier }];
    }),
  );
};

/** The facts of an item that a list holds at the same cut: it must have them. */
export const factsOf = (facts: ReadonlyMap<string, ItemFacts>, item: string): ItemFacts => {
  const found = facts.get(item);
  if (found === undefined) throw new Error(`item ${item} is in a list but has no details`);
  return found;
};

const summaryOf = (
  row: ItemDetails,
  totals: Pick<ItemSummary, 'upvotes' | 'views'>,
): ItemSummary => ({
  id: row.item,
  title: row.title,
  url: row.url,
  organization:
    row.organization === null
      ? null
      : { name: row.organization, fullname: row.organization_fullname },
  authorCount: row.author_count,
  publishedAt: row.published_at === null ? null : new Date(row.published_at).toISOString(),
  listedAt: new Date(row.listed_at).toISOString(),
  listedOn: row.listed_on,
  ...totals,
  comments: row.comments,
});
