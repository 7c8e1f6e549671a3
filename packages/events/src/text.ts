import { z } from 'zod';

/** NUL ends strings in many tools; a lone surrogate has no UTF-8 form and would not come back. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * A text of `min` to `max` characters (code points) that every later reader can hold:
 * no NUL, no lone surrogate.
 */
export const text = (min: number, max: number) =>
  z
    .string()
    .refine((value) => !UNSTORABLE.test(value), {
      error: 'must not contain NUL or a lone surrogate',
    })
    .refine((value) => value.length >= min && isAtMost(value, max), {
      error: `must be ${min} to ${max} characters`,
    });

/** Like {@link text}, and something must be seen of it. */
export const visibleText = (max: number) =>
  text(1, max).refine((value) => value.trim() !== '', { error: 'must not be blank' });

const isAtMost = (value: string, max: number): boolean =>
  value.length <= max || (value.length <= 2 * max && Array.from(value).length <= max);
