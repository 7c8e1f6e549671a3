import type { OffsetVector } from '@emberlog/api';
import { LISTING_FLAGS, listingVersions, type Reader } from '@emberlog/clickhouse';
import pLimit from 'p-limit';
import type { z } from 'zod';
import { createListings, type Listings } from './listings.ts';

/** When items are listed, by their versions, which never change once they are there. */
export type ItemCatalogue = {
  /**
   * The items that have versions below some offsets, and maybe others; null where they are not known here:
   * there are too many versions, or a row is missing. Then the tables are to be asked.
   */
  readonly upTo: (ends: OffsetVector['items']) => Promise<Listings | null>;
  /** Lets go of all that is held: the tables may be others now. */
  readonly forget: () => void;
};

/** Some 150 bytes each. */
const MOST_VERSIONS = 400_000;

type Held = { readonly ends: number[]; readonly listings: ReturnType<typeof createListings> };

/** Reads what it lacks when that is asked for, one read at a time. */
export const createItemCatalogue = (reader: Reader, most = MOST_VERSIONS): ItemCatalogue => {
  const inTurn = pLimit(1);
  let held = nothing();
  return {
    upTo: async (ends) => {
      if (sumOf(ends) > most) return null;
      const into = held;
      if (!holds(into, ends)) {
        await inTurn(async () => {
          if (!holds(into, ends)) await fill(into, ends, reader);
        });
      }
      return holds(into, ends) ? into.listings : null;
    },
    forget: () => {
      held = nothing();
    },
  };
};

const nothing = (): Held => ({ ends: [], listings: createListings() });

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const holds = ({ ends }: Held, asked: OffsetVector['items']): boolean =>
  asked.every((end, kp) => (ends[kp] ?? 0) >= end);

/** Takes all or nothing: what is taken is not looked at again. */
const fill = async (
  { ends: held, listings }: Held,
  asked: OffsetVector['items'],
  reader: Reader,
): Promise<void> => {
  const from = asked.map((_, kp) => held[kp] ?? 0);
  const ends = asked.map((end, kp) => Math.max(end, from[kp] ?? 0));
  const blocks = await reader.query(listingVersions, { from_ends: from, item_ends: ends });
  // Every offset has a row, so that their number tells whether one is missing.
  if (sumOf(blocks.map(({ offs }) => offs.length)) < sumOf(ends) - sumOf(from)) return;
  listings.add(blocks.flatMap(versionsOf));
  for (const [kp, end] of ends.entries()) held[kp] = end;
};

const versionsOf = ({ kp, ...columns }: z.output<typeof listingVersions.row>) =>
  columns.items
    .map((item, n) => {
      const at = (values: readonly number[]): number => values[n] ?? 0;
      return {
        ...{ item, kp, off: at(columns.offs), time: at(columns.times), id: columns.ids[n] ?? '' },
        recordedAt: at(columns.recorded),
        listedAt: at(columns.listed),
        flags: at(columns.flags),
      };
    })
    .filter(({ flags }) => (flags & LISTING_FLAGS.dead) === 0);
