import { ITEM_FIELD_BITS, itemDetails, itemVersionRows, type Reader } from '@emberlog/clickhouse';
import { foldItem, type ItemPatch, type ItemVersion } from '@emberlog/ranking';
import type { z } from 'zod';
import type { Cut } from './cut.ts';

/** What an item is at a cut. */
export type ItemDetails = z.output<typeof itemDetails.row>;

/** Versions of all items together that are folded here: of more, the tables are asked for the fold. */
const MOST_VERSIONS = 2_000;

/** Reads what some items are at a cut; those that no list may hold then are missing. */
export const readItemDetails = async (
  reader: Reader,
  { asOf, ends }: Cut,
  items: readonly string[],
  most = MOST_VERSIONS,
): Promise<readonly ItemDetails[]> => {
  const asked = { items: [...items], item_ends: ends.items };
  const rows = await reader.query(itemVersionRows, { ...asked, rows: most + 1 });
  if (rows.length > most) return await reader.query(itemDetails, { ...asked, as_of: asOf });
  return items.flatMap((item) => {
    const own = rows.filter((row) => row.item === item);
    return detailsOf(item, own.map(versionOf), asOf);
  });
};

type Row = z.output<typeof itemVersionRows.row>;

/** A stored version as the fold takes it: `recorded` is the lesser of its two times. */
const versionOf = (row: Row): ItemVersion => ({
  ...{ id: row.event_id, time: row.time, logged: row.recorded },
  kind: row.withdrawn === 1 ? 'withdrawn' : 'published',
  patch: patchOf(row),
});

const patchOf = (row: Row): ItemPatch => {
  const { organization: name, organization_fullname: fullname } = row;
  const all = {
    ...{ title: row.title, url: row.url, summary: row.summary, authors: row.authors },
    ...{ authorCount: row.author_count, tags: row.tags, publishedAt: row.work_date },
    ...{ listedAt: row.listing, listedOn: row.own_date, comments: row.comments },
    organization: name === null ? null : { name, fullname },
  };
  const isSet = (field: string): boolean =>
    (row.sets & ITEM_FIELD_BITS[field as keyof typeof ITEM_FIELD_BITS]) !== 0;
  return Object.fromEntries(Object.entries(all).filter(([field]) => isSet(field)));
};

const detailsOf = (
  item: string,
  versions: readonly ItemVersion[],
  asOf: number,
): readonly ItemDetails[] => {
  const folded = foldItem(versions, asOf);
  if (folded?.listed !== true || folded.listedAt > asOf) return [];
  return [
    {
      ...{ item, title: folded.title ?? '', url: folded.url, summary: folded.summary },
      ...{ authors: [...(folded.authors ?? [])], author_count: folded.authorCount },
      organization: folded.organization?.name ?? null,
      organization_fullname: folded.organization?.fullname ?? null,
      tags: [...(folded.tags ?? [])],
      ...{ published_at: folded.publishedAt, comments: folded.comments },
      ...{ listed_at: folded.listedAt, listed_on: folded.listedOn },
    },
  ];
};
