import { instant, TIME_LIMITS } from '@emberlog/events';
import { searchWords } from '@emberlog/ranking';
import { z } from 'zod';

/** How many items a page has at most, and when nothing is said. */
export const LIMIT = { most: 100, unasked: 50 } as const;

/** How long ago a movement is measured from, by name. ms. */
export const PERIODS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const;
export type PeriodName = keyof typeof PERIODS;

/** A text of digits as an integer of that range. */
export const integerText = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^(0|-?[1-9]\d{0,14})$/.test(text) && isBetween(Number(text), min, max), {
      error: `must be an integer from ${min} to ${max}`,
    })
    .transform(Number);

const isBetween = (value: number, min: number, max: number): boolean =>
  value >= min && value <= max;

/** An instant as ms UTC, at most five minutes beyond what the clock says (ms UTC). */
export const asOfText = (clock: () => number) =>
  instant.refine((time) => time <= clock() + TIME_LIMITS.ahead, {
    error: `must be at most ${TIME_LIMITS.ahead / 60_000} minutes ahead`,
    params: { code: 'time_in_future' },
  });

/** A filter's text; `most` is in characters. */
export const filterText = (most: number) => z.string().min(1).max(most);

/** Words to search by; `most` is in characters. */
export const wordsText = (most: number) =>
  filterText(most).refine((text) => searchWords(text).length > 0, {
    error: 'must hold a letter or a digit',
  });

/** A text of a decimal number of that range, with at most six digits behind the point. */
export const numberText = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}(\.\d{1,6})?$/.test(text) && isBetween(Number(text), min, max), {
      error: `must be a number from ${min} to ${max}, with at most six digits behind the point`,
    })
    .transform(Number);

/** `true` or `false`. */
export const flagText = z.enum(['true', 'false']).transform((text) => text === 'true');

/** The name of a period of {@link PERIODS}. */
export const periodText = z.enum(Object.keys(PERIODS) as [PeriodName, ...PeriodName[]]);

/** A token that `open` understands; null from it is refused. */
export const tokenText = <T>(open: (token: string) => T | null, code: string) =>
  z.string().transform((token, context) => {
    const opened = open(token);
    if (opened !== null) return opened;
    context.addIssue({
      code: 'custom',
      message: 'must be a token from a reply of this service, unchanged',
      params: { code },
    });
    return z.NEVER;
  });
