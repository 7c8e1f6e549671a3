import type { FactTable, ItemRow, Reader, ViewRow, VoteRow } from '@emberlog/clickhouse';
import { createItemProjection } from '../items/item-projection.ts';
import type { ItemEvent } from '../items/item-row.ts';
import type { PlacedRow, TableProjection } from '../table-projection.ts';
import { createViewProjection, type ViewEvent } from '../views/view-projection.ts';
import { createVoteProjection, type VoteEvent } from '../votes/vote-projection.ts';

/** What a projection is made with, whatever its table. */
type LogicOptions = {
  /** Of the table that it fills. */
  readonly reader: Reader;
  readonly maxStateEntries: number;
  /** How long an actor counts once; of views only. */
  readonly windowMinutes: number;
};

/** Makes the projection of one tenure. */
export type Logic<E, Row extends PlacedRow> = (options: LogicOptions) => TableProjection<E, Row>;

/** By their numbers, 1 to 99. */
type Numbered<E, Row extends PlacedRow> = ReadonlyMap<number, Logic<E, Row>>;

/** The logics of each table; at least one of each. */
export type Logics = {
  readonly items: Numbered<ItemEvent, ItemRow>;
  readonly votes: Numbered<VoteEvent, VoteRow>;
  readonly views: Numbered<ViewEvent, ViewRow>;
};

/**
 * What this release makes rows by. A change of what rows are made is a new number beside the old one,
 * which goes once no table that is to be served is made by it.
 */
export const LOGICS: Logics = {
  items: new Map([[1, createItemProjection]]),
  votes: new Map([[1, createVoteProjection]]),
  views: new Map([[1, createViewProjection]]),
};

/** Their numbers, the newest last. */
export const logicNumbers = (logics: Logics, table: FactTable): readonly number[] =>
  [...logics[table].keys()].toSorted((a, b) => a - b);

/** Throws for a number that there is no logic of: whoever lets it come so far has not looked. */
export const logicOf = <E, Row extends PlacedRow>(
  numbered: Numbered<E, Row>,
  number: number,
): Logic<E, Row> => {
  const logic = numbered.get(number);
  if (logic === undefined) throw new RangeError(`there is no logic ${number}`);
  return logic;
};
