import { z } from 'zod';
import { FACT_TABLES, type FactTable } from '../tables.ts';

export const DEFAULT_VIEW_WINDOW_MINUTES = 30;
export const MOST_VIEW_WINDOW_MINUTES = 1_440;

/** Greatest number of a logic: what positions carry has two digits for each. */
export const MOST_LOGIC = 99;

const definition = z.strictObject({
  logic: z.int().min(1).max(MOST_LOGIC),
  viewWindowMinutes: z.int().min(1).max(MOST_VIEW_WINDOW_MINUTES).optional(),
});

/**
 * What the rows of a table are made by: equal definitions make equal rows of equal records. A table
 * carries its own as its comment, so that the two change places together.
 */
export type Definition = {
  /** Number of the projection's logic: a change of what rows it makes is another number. */
  readonly logic: number;
  /** How long an actor counts once; of views only. */
  readonly viewWindowMinutes?: number | undefined;
};

/** What a table says of itself. */
export type TableMark = {
  readonly definition: Definition;
  /** The rebuild that made it; null for the first table of its name. */
  readonly madeBy: string | null;
  /** Greater where rows that the log does not make were replaced by those that it makes. */
  readonly generation: number;
};

const mark = z.strictObject({
  definition,
  madeBy: z.string().nullable(),
  generation: z.int().min(0).max(999),
});

/** What a table is made by that says nothing of itself, whatever this release has. */
const UNMARKED: Readonly<Record<FactTable, TableMark>> = {
  items: { definition: { logic: 1 }, madeBy: null, generation: 0 },
  votes: { definition: { logic: 1 }, madeBy: null, generation: 0 },
  views: { definition: { logic: 1, viewWindowMinutes: 30 }, madeBy: null, generation: 0 },
};

/** The comment of a table. */
export const markText = (of: TableMark): string => JSON.stringify(mark.parse(of));

/** The mark in a table's comment. Throws where there is another comment. */
export const markOf = (table: FactTable, comment: string): TableMark => {
  if (comment === '') return UNMARKED[table];
  try {
    return mark.parse(JSON.parse(comment));
  } catch (error) {
    throw new Error(`the comment of the table ${table} is none of Emberlog's`, { cause: error });
  }
};

/** Whether two definitions make the same rows. */
export const isSameDefinition = (a: Definition, b: Definition): boolean =>
  a.logic === b.logic && a.viewWindowMinutes === b.viewWindowMinutes;

/**
 * One number for what all tables are made by, which positions carry: the logic of items, votes and views
 * in two digits each, the window of views in four, all generations together in three.
 */
export const readModelOf = (of: Readonly<Record<FactTable, TableMark>>): number => {
  const logics = FACT_TABLES.reduce((sum, table) => sum * 100 + of[table].definition.logic, 0);
  const window = of.views.definition.viewWindowMinutes ?? DEFAULT_VIEW_WINDOW_MINUTES;
  const generations = FACT_TABLES.reduce((sum, table) => sum + of[table].generation, 0);
  return (logics * 10_000 + window) * 1_000 + (generations % 1_000);
};
