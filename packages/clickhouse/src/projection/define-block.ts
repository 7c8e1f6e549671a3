import { z } from 'zod';
import type { Block } from '../database.ts';
import { checkOf } from './column.ts';

/** Makes one block of rows; throws a ZodError for a value its column cannot hold. */
export type BlockOf<Row> = (rows: readonly Row[]) => Block;

/**
 * A table as a shape of columns, in the order they are sent. The engine wraps a number that is too
 * great, fills what is missing and skips what it does not know, so the row is checked here.
 */
export const defineBlock = <S extends z.ZodRawShape>(
  table: string,
  shape: S,
): BlockOf<z.input<z.ZodObject<S, z.core.$strict>>> => {
  const row = z.strictObject(shape);
  const columns = Object.keys(shape);
  const checks = columns.map((column) => ({ column, fits: checkOf(row.shape[column] ?? row) }));

  /** The values in order when all fit and there are no others, else null: the schema says why. */
  const fitting = (given: Readonly<Record<string, unknown>>): unknown[] | null => {
    const values: unknown[] = [];
    for (const { column, fits } of checks) {
      const value = given[column];
      if (!fits(value)) return null;
      values.push(value);
    }
    return Object.keys(given).length === columns.length ? values : null;
  };
  const parsed = (given: unknown): unknown[] => {
    const values: Record<string, unknown> = row.parse(given);
    return columns.map((column) => values[column]);
  };
  return (rows) => ({
    table,
    columns,
    rows: rows.map((given) => fitting(given) ?? parsed(given)),
  });
};
