import type { z } from 'zod';
import { ruleOf } from './rule-of.ts';

type Issue = z.core.$ZodIssue;

/** One broken rule at one place: every issue of a schema comes down to these. */
export type FlatIssue = {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
};

/** One entry per broken rule: unknown keys one by one, a union by the branch that was meant. */
export function flattenIssues(
  issues: readonly Issue[],
  above: readonly PropertyKey[] = [],
): readonly FlatIssue[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const message = 'unknown field';
      return issue.keys.map((key) => ({ path: [...path, key], code: 'unknown_field', message }));
    }
    const meant = issue.code === 'invalid_union' ? branchThatWasMeant(issue) : null;
    return meant === null ? [{ path, ...ruleOf(issue) }] : flattenIssues(meant, path);
  });
}

/** The only branch whose own type or constant fitted the value; null when that is not one. */
function branchThatWasMeant(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | null {
  const fitting = issue.errors.filter((branch) => !branch.some(rejectsTheValueItself));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function rejectsTheValueItself({ path, code }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}
