import { z } from 'zod';
import { FACT_TABLES, type FactTable } from '../tables.ts';

/** What the projection of this release does to each table; a change of what rows it makes is another number. */
const LOGIC: Readonly<Record<FactTable, number>> = { items: 1, votes: 1, views: 1 };

export const DEFAULT_VIEW_WINDOW_MINUTES = 30;
export const MOST_VIEW_WINDOW_MINUTES = 1_440;

const viewWindowMinutes = z.int().min(1).max(MOST_VIEW_WINDOW_MINUTES);

const definition = z.strictObject({
  logic: z.int().min(1).max(999),
  viewWindowMinutes: viewWindowMinutes.optional(),
});

/**
 * What the rows of a table are made by: equal definitions make equal rows of equal records. A table
 * carries its own as its comment, so that the two change places together.
 */
export type Definition = {
  /** Number of the projection's logic. */
  readonly logic: number;
  /** How long an actor counts once; of views only. */
  readonly viewWindowMinutes?: number | undefined;
};

export type Definitions = Readonly<Record<FactTable, Definition>>;

/** What may be chosen of a definition. */
export type DefinitionOptions = {
  /** 1 to 1,440. @default 30 */
  readonly viewWindowMinutes?: number | undefined;
};

/** The definition that this release makes of some options. */
export const defineTable = (
  table: FactTable,
  { viewWindowMinutes: minutes = DEFAULT_VIEW_WINDOW_MINUTES }: DefinitionOptions = {},
): Definition =>
  table === 'views'
    ? { logic: LOGIC[table], viewWindowMinutes: viewWindowMinutes.parse(minutes) }
    : { logic: LOGIC[table] };

/** What a table says of itself. */
export type TableMark = {
  readonly definition: Definition;
  /** The rebuild that made it; null for the first table of its name. */
  readonly madeBy: string | null;
};

const mark = z.strictObject({ definition, madeBy: z.string().nullable() });

/** The comment of a table. */
export const markText = (of: TableMark): string => JSON.stringify(mark.parse(of));

/** The mark in a table's comment; a table without one is by default. Throws where it is none of this release's. */
export const markOf = (table: FactTable, comment: string): TableMark => {
  if (comment === '') return { definition: defineTable(table), madeBy: null };
  const found = mark.parse(JSON.parse(comment));
  const { logic } = found.definition;
  if (logic === LOGIC[table]) return found;
  throw new Error(
    `the table ${table} was made by logic ${logic}, this release has ${LOGIC[table]}`,
  );
};

/** Whether two definitions make the same rows. */
export const isSameDefinition = (a: Definition, b: Definition): boolean =>
  a.logic === b.logic && a.viewWindowMinutes === b.viewWindowMinutes;

/**
 * One number for all definitions, which positions carry: logic of items, votes and views in three
 * digits each, then the window of views in four.
 */
export const readModelOf = (of: Definitions): number =>
  FACT_TABLES.reduce((number, table) => number * 1_000 + of[table].logic, 0) * 10_000 +
  (of.views.viewWindowMinutes ?? DEFAULT_VIEW_WINDOW_MINUTES);
