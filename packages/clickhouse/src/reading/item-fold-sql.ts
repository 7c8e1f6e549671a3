import { ITEM_FIELD_BITS } from '../tables.ts';
import { includedSql, instantSql } from './cut-sql.ts';

type Field = keyof typeof ITEM_FIELD_BITS;

/** The parameter that holds a time an item is folded at, ms UTC. */
export type FoldTime = 'as_of' | 'earlier';

/**
 * The place of a version among those of its item, as text that compares like (time, id, offset):
 * the engine compares a text several times faster than a tuple.
 */
const PLACE_SQL = `concat(hex(toUnixTimestamp64Milli(v.event_time) + 4611686018427387904), v.event_id, ' ', hex(v.off + 9223372036854775808))`;

/** What a fold begins with: aliases over the versions `v`, which hold from `recorded_at` on. */
export const foldWithSql = (times: readonly FoldTime[]): string =>
  `WITH ${PLACE_SQL} AS place, ${times
    .map((time) => `v.recorded_at <= ${instantSql(`{${time}:Int64}`)} AS known_${time}`)
    .join(', ')}`;

/** Versions a position includes; `kind` and `sets` say what each of them does. */
export const FOLDED_SQL = `v.kind != 'dead' AND ${includedSql('item_ends', 'v.')}`;

const setsSql = (field: Field): string => `bitAnd(v.sets, ${ITEM_FIELD_BITS[field]}) != 0`;

/** The columns of a fold at one time. Of an item without a known version its first one counts. */
export type FoldColumns = {
  /** A field by the latest version that sets it; null or empty where none does. */
  readonly field: (column: string, field: Field) => string;
  /** Whether some version gave a title; it can be changed but not cleared. */
  readonly titled: string;
  /** Whether the latest version takes the item out of the lists. */
  readonly withdrawn: string;
  /** When the item was listed: what the latest version says that says so, else the first's default. */
  readonly listing: string;
};

export const foldColumns = (time: FoldTime): FoldColumns => {
  const known = `known_${time}`;
  const knownElseFirst = (folded: string, first: string): string =>
    `if(countIf(${known}) > 0, ${folded}, argMinIf(${first}, place, NOT ${known}))`;
  const latest = (value: string, condition: string): string =>
    `argMaxIf(${value}, place, ${known} AND ${condition})`;
  return {
    field: (column, field) => {
      // In a tuple, because the engine would pass over the versions that set it to null.
      const value = `tuple(v.${column})`;
      return `tupleElement(${knownElseFirst(latest(value, setsSql(field)), value)}, 1)`;
    },
    titled: knownElseFirst(`countIf(${known} AND ${setsSql('title')}) > 0`, `v.title != ''`),
    withdrawn: `${knownElseFirst(`argMaxIf(v.kind, place, ${known})`, 'v.kind')} = 'withdrawn'`,
    listing: knownElseFirst(
      `if(countIf(${known} AND ${setsSql('listedAt')}) > 0,
        ${latest('v.listed_at', setsSql('listedAt'))},
        argMinIf(v.listed_at, place, ${known} AND v.kind = 'published'))`,
      'v.listed_at',
    ),
  };
};
