import type { z } from 'zod';
import { ruleOf } from './rule-of.ts';

type Issue = z.core.$ZodIssue;

/** One broken rule at one place: every issue of a schema comes down to these. */
export type FlatIssue = {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
};

/** However much is wrong with a value, nobody reads more, and naming a rule costs microseconds. */
const mostIssues = 100;

/**
 * One entry per broken rule, the first 100: unknown keys one by one, a union by the branch that
 * was meant.
 */
export function flattenIssues(issues: readonly Issue[]): readonly FlatIssue[] {
  const flat: FlatIssue[] = [];
  for (const issue of flattened(issues, [])) {
    if (flat.push(issue) >= mostIssues) break;
  }
  return flat;
}

function* flattened(
  issues: readonly Issue[],
  above: readonly PropertyKey[],
): Generator<FlatIssue, void> {
  for (const issue of issues) {
    const path = [...above, ...issue.path];
    const meant = issue.code === 'invalid_union' ? branchThatWasMeant(issue) : null;
    if (issue.code === 'unrecognized_keys') {
      const message = 'unknown field';
      for (const key of issue.keys) yield { path: [...path, key], code: 'unknown_field', message };
    } else if (meant !== null) yield* flattened(meant, path);
    else yield { path, ...ruleOf(issue) };
  }
}

/** The only branch whose own type or constant fitted the value; null when that is not one. */
function branchThatWasMeant(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | null {
  const fitting = issue.errors.filter((branch) => !branch.some(rejectsTheValueItself));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function rejectsTheValueItself({ path, code }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}
