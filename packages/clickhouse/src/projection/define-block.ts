import { z } from 'zod';
import type { Block } from '../database.ts';

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
  return (rows) => ({
    table,
    columns,
    rows: rows.map((values) => {
      const parsed: Record<string, unknown> = row.parse(values);
      return columns.map((column) => parsed[column]);
    }),
  });
};
