import type { z } from 'zod';

const CHECKS = new WeakMap<z.core.$ZodType, (value: unknown) => boolean>();

/**
 * A column by its schema, and the same said by hand: true only for values that the schema takes,
 * and takes as they are. There are millions of rows, and a schema needs a microsecond for each value.
 */
export const defineColumn = <T extends z.ZodType>(
  schema: T,
  fits: (value: unknown) => boolean,
): T => {
  CHECKS.set(schema, fits);
  return schema;
};

/** The check by hand of a column; one without takes nothing, so that its schema decides. */
export const checkOf = (schema: z.core.$ZodType): ((value: unknown) => boolean) =>
  CHECKS.get(schema) ?? takesNothing;

const takesNothing = (): boolean => false;
