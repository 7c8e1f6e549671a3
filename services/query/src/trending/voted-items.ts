import type { Listings } from './listings.ts';

/** Rows of items with votes, and the numbers that a catalogue gives these items. */
export type VotedItems = {
  readonly count: number;
  /** Undefined: votes may come before the item that they are on. */
  readonly itemAt: (row: number) => number | undefined;
  /** The rows of some items, by number; those without votes have none. */
  readonly rowsOf: (items: readonly number[]) => ReadonlyMap<number, number>;
  /** Whether a row has given that item when it was asked for. */
  readonly wasGiven: (item: number) => boolean;
};

const UNASKED = -1;
const UNKNOWN = -2;

/** Looks an id up once, and only where it is asked for: there are thousands, and a page has fifty. */
export const createVotedItems = (ids: readonly string[], listings: Listings): VotedItems => {
  const numbers = new Int32Array(ids.length).fill(UNASKED);
  const rows = new Map<number, number>();
  const itemAt = (row: number): number | undefined => {
    let item = numbers[row] ?? UNKNOWN;
    if (item === UNASKED) {
      item = listings.numberOf(ids[row] ?? '') ?? UNKNOWN;
      numbers[row] = item;
      if (item !== UNKNOWN) rows.set(item, row);
    }
    return item === UNKNOWN ? undefined : item;
  };
  return {
    count: ids.length,
    itemAt,
    rowsOf: (items) => {
      const left = new Set(items.filter((item) => !rows.has(item)).map(listings.idOf));
      for (let row = 0; row < ids.length && left.size > 0; row += 1) {
        if (left.delete(ids[row] ?? '')) itemAt(row);
      }
      return new Map(
        items.flatMap((item) => {
          const row = rows.get(item);
          return row === undefined ? [] : [[item, row] as const];
        }),
      );
    },
    wasGiven: (item) => rows.has(item),
  };
};
