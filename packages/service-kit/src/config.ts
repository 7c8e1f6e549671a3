import type { z } from 'zod';
import { flattenIssues } from './flatten-issues.ts';

/** What is wrong with one variable, e.g. `{name: 'PORT', message: 'must be a number'}`. */
export type ConfigProblem = { readonly name: string; readonly message: string };

export type ConfigResult<T> =
  | { readonly ok: true; readonly config: T }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a configuration and reports the problems of all variables at once, never their values.
 * An empty variable counts as unset. Rules across variables run once each of them is readable;
 * one without a path is reported under the name `environment`.
 */
export function readConfig<T>(schema: z.ZodType<T>, env: Environment): ConfigResult<T> {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(set);
  if (result.success) return { ok: true, config: result.data };
  const problems = flattenIssues(result.error.issues).map(({ path, message }) => ({
    name: path.length === 0 ? 'environment' : String(path[0]),
    message,
  }));
  return { ok: false, problems };
}
