import type { z } from 'zod';
import { flattenIssues } from './flatten-issues.ts';
import type { Problem } from './problem.ts';

export type ProblemsOptions = {
  /** JSON Pointer of the value the schema was given, e.g. `/events/3`. @default '' (the root) */
  readonly prefix?: string;
};

/**
 * The rules a value broke, one entry each, at most the first 100: `path` is a JSON Pointer
 * (RFC 6901), `message` ends a sentence that begins with the field ("must be at most 500
 * characters", "unknown field"). The value itself is never repeated.
 *
 * `code` is `required`, `unknown_field`, one of zod's issue codes, or what the schema's custom
 * issue carries as `params: {code}` (else `invalid`).
 */
export function problemsOf(
  error: { readonly issues: readonly z.core.$ZodIssue[] },
  { prefix = '' }: ProblemsOptions = {},
): readonly Problem[] {
  return flattenIssues(error.issues).map(({ path, code, message }) => {
    return { path: prefix + pointer(path), code, message };
  });
}

function pointer(path: readonly PropertyKey[]): string {
  return path
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
