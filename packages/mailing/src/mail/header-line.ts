import { z } from 'zod';

/** A line break in a header begins another header; what turns text around may hide one. */
const UNSAFE_IN_HEADERS = /[\p{Cc}\p{Surrogate}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** Text of one line, as a header may have it, that is not only spaces; at most `max` characters. */
export const headerLine = (max: number) =>
  z
    .string()
    .refine((text) => text.trim() !== '' && text.length <= max && !UNSAFE_IN_HEADERS.test(text), {
      error: `must be one line of at most ${max} characters, without control characters`,
    });
