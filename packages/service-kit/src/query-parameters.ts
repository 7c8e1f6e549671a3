import type { z } from 'zod';
import { flattenIssues } from './flatten-issues.ts';
import { createProblem, type Problem } from './problem.ts';

/** A URL, or a request's context that holds one. */
export type QuerySource = string | URL | { readonly req: { readonly url: string } };

export type ReadQueryOptions = {
  /** What to do with parameters the schema does not name. @default 'reject' */
  readonly unknown?: 'reject' | 'ignore';
};

/** A reply must not be many times as long as the query string it answers. */
const mostProblems = 100;

/**
 * Reads the query string by a `z.object` whose fields take strings. Throws a ProblemError 400 that
 * names each parameter (the first 100) with its problem: `errors: [{path: '<parameter>', code, message}]`,
 * with the codes `unknown_parameter`, `repeated_parameter` and those of `problemsOf`.
 */
export function readQuery<S extends z.ZodObject>(
  source: QuerySource,
  schema: S,
  { unknown = 'reject' }: ReadQueryOptions = {},
): z.output<S> {
  const given = [...searchOf(source)];
  const known = given.filter(([name]) => Object.hasOwn(schema.shape, name));
  const result = schema.safeParse(Object.fromEntries(known));
  const problems = [
    ...(unknown === 'reject' ? strangers(given, schema) : []),
    ...repeated(known),
    ...(result.success ? [] : invalid(result.error.issues)),
  ];
  if (result.success && problems.length === 0) return result.data;
  const errors = problems.slice(0, mostProblems);
  throw createProblem({
    status: 400,
    detail: `the query string is not valid: ${errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}`,
    errors,
  });
}

function searchOf(source: QuerySource): URLSearchParams {
  const url = typeof source === 'object' && 'req' in source ? source.req.url : source;
  return new URL(url, 'http://localhost').searchParams;
}

type Parameter = readonly [name: string, value: string];

function strangers(given: readonly Parameter[], schema: z.ZodObject): readonly Problem[] {
  const names = given.map(([name]) => name).filter((name) => !Object.hasOwn(schema.shape, name));
  return [...new Set(names)].map((path) => {
    return { path, code: 'unknown_parameter', message: 'is not a parameter of this call' };
  });
}

function repeated(known: readonly Parameter[]): readonly Problem[] {
  const names = known.map(([name]) => name);
  const again = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(again)].map((path) => {
    return { path, code: 'repeated_parameter', message: 'must be given once' };
  });
}

function invalid(issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  return flattenIssues(issues).map(({ path, code, message }) => {
    return { path: path.map(String).join('.'), code, message };
  });
}
