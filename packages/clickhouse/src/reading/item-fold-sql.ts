import { ITEM_FIELD_BITS } from '../tables.ts';
import { AS_OF_SQL, includedSql } from './cut-sql.ts';

type Field = keyof typeof ITEM_FIELD_BITS;

/**
 * The place of a version among those of its item, as text that compares like (time, id, offset):
 * the engine compares a text several times faster than a tuple.
 */
const PLACE_SQL = `concat(hex(toUnixTimestamp64Milli(v.event_time) + 4611686018427387904), v.event_id, ' ', hex(v.off + 9223372036854775808))`;

/** What a fold begins with; `known` and `place` are of one version `v`. */
export const FOLD_WITH_SQL = `WITH v.recorded_at <= ${AS_OF_SQL} AS known, ${PLACE_SQL} AS place`;

/** Versions a position includes; `kind` and `sets` say what each of them does. */
export const FOLD_FROM_SQL = `FROM emberlog.items AS v WHERE v.kind != 'dead' AND ${includedSql('item_ends')}`;

const setsSql = (field: Field): string => `bitAnd(v.sets, ${ITEM_FIELD_BITS[field]}) != 0`;

/** From the known versions; before the first of them, from the first version there is. */
const knownElseFirst = (known: string, first: string): string =>
  `if(countIf(known) > 0, ${known}, argMinIf(${first}, place, NOT known))`;

/**
 * A field by the latest version that sets it; null or empty where none does. In a tuple, because
 * the engine would pass over the versions that set it to null.
 */
export const fieldSql = (column: string, field: Field): string => {
  const value = `tuple(v.${column})`;
  const latest = `argMaxIf(${value}, place, known AND ${setsSql(field)})`;
  return `tupleElement(${knownElseFirst(latest, value)}, 1)`;
};

/** Whether some version gave a title; it can be changed but not cleared. */
export const TITLED_SQL = knownElseFirst(
  `countIf(known AND ${setsSql('title')}) > 0`,
  `v.title != ''`,
);

/** Whether the latest version takes the item out of the lists. */
export const WITHDRAWN_SQL = `${knownElseFirst('argMaxIf(v.kind, place, known)', 'v.kind')} = 'withdrawn'`;

/** When the item was listed: what the latest version says that says so, else the first's default. */
export const LISTED_AT_SQL = knownElseFirst(
  `if(countIf(known AND ${setsSql('listedAt')}) > 0,
        argMaxIf(v.listed_at, place, known AND ${setsSql('listedAt')}),
        argMinIf(v.listed_at, place, known AND v.kind = 'published'))`,
  'v.listed_at',
);
