import { z } from 'zod';

const MIN = Date.UTC(1970, 0, 1);
const MAX = Date.UTC(2200, 0, 1);
const RANGE = 'must lie between 1970-01-01 and 2199-12-31';

const inRange = (ms: number): boolean => ms >= MIN && ms < MAX;

/** An RFC 3339 instant as integer milliseconds UTC; finer fractions are cut off. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 date and time with a time zone' })
  .transform((value) => Date.parse(value))
  .refine(inRange, { error: RANGE });

/** A full date `YYYY-MM-DD`, kept as text. */
export const fullDate = z.iso
  .date({ error: 'must be a date of the form YYYY-MM-DD' })
  .refine((value) => inRange(Date.parse(value)), { error: RANGE });

/** An instant, or a full date that stands for its 00:00 UTC; integer milliseconds UTC. */
export const instantOrDate = z
  .string()
  .refine((value) => fullDate.safeParse(value).success || instant.safeParse(value).success, {
    error: `must be an RFC 3339 date and time or a date YYYY-MM-DD, and ${RANGE.slice(5)}`,
  })
  .transform((value) => Date.parse(value));
