import { z } from 'zod';
import { plainTable, type OwnTable } from './cluster/own-table.ts';

/** Values a query takes; times are integer ms and enter SQL as Int64. */
export type ParameterValue = string | number | bigint | readonly (string | number)[];
type Parameters = Readonly<Record<string, ParameterValue>>;

/** A statement as a value: named, typed both ways, its parameters bound by the engine. */
export type Query<P extends Parameters, R> = {
  readonly name: string;
  readonly sql: string;
  /** The text for who must ask the tables of one server, as who writes them. Absent: `sql`. */
  readonly ownSql?: (own: OwnTable) => string;
  readonly params: z.ZodType<P>;
  readonly row: z.ZodType<R>;
};

/**
 * Defines a query. Throws when the placeholders of the text and the schema disagree: on the
 * embedded engine a parameter once set stays set, so a forgotten one would take an old value.
 */
export const defineQuery = <S extends z.ZodRawShape, R>(query: {
  readonly name: string;
  readonly sql: string | ((own: OwnTable) => string);
  readonly params: z.ZodObject<S>;
  readonly row: z.ZodType<R>;
}): Query<z.infer<z.ZodObject<S>> & Parameters, R> => {
  const ownSql = typeof query.sql === 'string' ? null : query.sql;
  const sql = ownSql === null ? query.sql : ownSql(plainTable);
  const named = new Set(Array.from(String(sql).matchAll(PLACEHOLDER), ([, name]) => name));
  const given = Object.keys(query.params.shape);
  if (named.size !== given.length || !given.every((name) => named.has(name))) {
    throw new Error(`query ${query.name}: placeholders and parameters differ`);
  }
  const defined = { ...query, sql, ...(ownSql === null ? {} : { ownSql }) };
  return defined as unknown as Query<z.infer<z.ZodObject<S>> & Parameters, R>;
};

const PLACEHOLDER = /\{(\w+):[^}]+\}/g;

/** An integer column that the engine may send as a number or, when quoted, as a string. */
export const integer = z
  .union([z.number(), z.string()])
  .pipe(z.coerce.number<string | number>().int());

const columnOf = <T>(isValue: (value: unknown) => value is T, name: string) =>
  z.custom<readonly T[]>((column) => Array.isArray(column) && column.every(isValue), {
    error: `must be an array of ${name}`,
  });

/** A column of thousands of rows in one array, which is checked as a whole: that is ten times faster. */
export const textColumn = columnOf(
  (value): value is string => typeof value === 'string',
  'strings',
);

/** The same, of finite numbers. */
export const numberColumn = columnOf(
  (value): value is number => Number.isFinite(value),
  'finite numbers',
);

/** A 64- or 128-bit column sent by `toString()`. */
export const bigInteger = z.string().transform((value) => BigInt(value));
