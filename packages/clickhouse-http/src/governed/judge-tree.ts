import { isAllowedFunction, isAllowedSource } from './functions/is-allowed-function.ts';
import { isBoundedCall } from './functions/is-bounded-call.ts';
import { judgeArguments } from './judge-arguments.ts';
import type { Refused } from './judged.ts';
import type { Names } from './names.ts';
import { refuse } from './refuse.ts';
import { nodesOf, type SyntaxNode } from './syntax-tree.ts';

/** What a tree names that it does not settle by itself. */
export type Unsettled = {
  /** Sources without a database that are no views: common table expressions, if anything. */
  readonly sources: ReadonlySet<string>;
  /** Names behind `IN` that are no views: those, or columns. */
  readonly members: ReadonlySet<string>;
  /** How many functions `APPLY` is given; the tree does not say which. */
  readonly applied: number;
  /** How many common table expressions there are; the tree does not say how they are called. */
  readonly withElements: number;
};

/**
 * Judges a query by its tree. Every kind of node must be known, every function listed, and every
 * source a view or a source of its own: what is not known is refused.
 */
export const judgeTree = (root: SyntaxNode, names: Names): Refused | Unsettled => {
  const found = { sources: new Set<string>(), members: new Set<string>() };
  const count = { applied: 0, withElements: 0 };
  const all = [...nodesOf(root)];
  const parents = new Map(all.flatMap((node) => node.children.map((child) => [child, node])));
  for (const node of all) {
    const refused = judgeNode(node, parents.get(node), names, found);
    if (refused !== null) return refused;
    count.applied += node.kind === 'ColumnsApplyTransformer' ? 1 : 0;
    count.withElements += node.kind === 'WithElement' ? 1 : 0;
  }
  return { ...found, ...count };
};

type Found = { readonly sources: Set<string>; readonly members: Set<string> };

const judgeNode = (
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  names: Names,
  found: Found,
): Refused | null => {
  if (node.kind === 'Set')
    return refuse('READONLY', 'SETTINGS are not accepted in a statement here');
  if (!KINDS.has(node.kind)) {
    return refuse('ACCESS_DENIED', `${node.kind} is not allowed here: statements only read`);
  }
  if (node.kind === 'TableIdentifier') return judgeTable(node.text, names, found.sources);
  if (node.kind !== 'Function') return null;
  const refused = judgeArguments(node);
  if (refused !== null) return refused;
  if (parent?.kind === 'TableExpression') return judgeSource(node.text, names);
  if (!isAllowedFunction(node.text)) {
    return refuse('ACCESS_DENIED', `The function ${node.text} is not allowed here`);
  }
  if (!isBoundedCall(node)) {
    return refuse(
      'ACCESS_DENIED',
      `${node.text} takes a short literal for one of its arguments here`,
    );
  }
  return MEMBERSHIP.has(node.text.toLowerCase())
    ? judgeMembership(node, names, found.members)
    : null;
};

const judgeTable = (name: string, names: Names, others: Set<string>): Refused | null => {
  if (names.tables.has(name)) return null;
  if (name.includes('.')) return unknownTable(name);
  others.add(name);
  return null;
};

/** A table that is not documented is not there, as far as anybody here can tell. */
export const unknownTable = (name: string): Refused =>
  refuse('UNKNOWN_TABLE', `Unknown table ${name}; SHOW TABLES tells what can be read here`);

const judgeSource = (name: string, names: Names): Refused | null =>
  names.parameterized.has(name) || isAllowedSource(name)
    ? null
    : refuse('ACCESS_DENIED', `The table function ${name} is not allowed here`);

/** What stands right of `IN` may be a table, and a function there may be a table function. */
const judgeMembership = (node: SyntaxNode, names: Names, members: Set<string>): Refused | null => {
  const right = node.children[0]?.children[1];
  if (right?.kind === 'Identifier') return judgeTable(right.text, names, members);
  if (right?.kind !== 'Function' || !SOURCES_AND_FUNCTIONS.has(right.text.toLowerCase()))
    return null;
  return refuse('ACCESS_DENIED', `The table function ${right.text} is not allowed here`);
};

const MEMBERSHIP: ReadonlySet<string> = new Set([
  ...['in', 'notin', 'globalin', 'globalnotin', 'nullin', 'notnullin', 'globalnullin'],
  'globalnotnullin',
]);

/** Allowed as functions, and known to the engine as table functions, too. */
const SOURCES_AND_FUNCTIONS: ReadonlySet<string> = new Set(['format']);

const KINDS: ReadonlySet<string> = new Set([
  ...['SelectWithUnionQuery', 'SelectIntersectExceptQuery', 'SelectQuery', 'Subquery'],
  ...['ExpressionList', 'WithElement', 'TablesInSelectQuery', 'TablesInSelectQueryElement'],
  ...['TableExpression', 'TableJoin', 'ArrayJoin', 'TableIdentifier', 'SampleRatio', 'Function'],
  ...['Identifier', 'Literal', 'Asterisk', 'QualifiedAsterisk', 'ColumnsRegexpMatcher'],
  ...['QualifiedColumnsRegexpMatcher', 'ColumnsListMatcher', 'QualifiedColumnsListMatcher'],
  ...['ColumnsTransformerList', 'ColumnsApplyTransformer', 'ColumnsExceptTransformer'],
  ...['ColumnsReplaceTransformer', 'ColumnsReplaceTransformer::Replacement', 'OrderByElement'],
  ...['InterpolateElement', 'WindowListElement', 'WindowDefinition'],
]);
