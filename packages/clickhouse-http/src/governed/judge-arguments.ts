import { isAllowedFunction } from './functions/is-allowed-function.ts';
import type { Refused } from './judged.ts';
import { refuse } from './refuse.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/**
 * Judges what stands in texts that the engine reads as more than a text: structures, types and names of
 * functions. The tree shows them as literals, whatever is in them.
 */
export const judgeArguments = (node: SyntaxNode): Refused | null => {
  const name = node.text.toLowerCase();
  const given = node.children[0]?.children ?? [];
  if (ROWS.has(name) && !isRow(given[0])) {
    // A structure may have columns that are computed, by any function there is.
    return refuse('ACCESS_DENIED', `${node.text} takes rows here, and no structure`);
  }
  if (TYPED.has(name) && !isPlainType(given.at(-1))) {
    return refuse('ACCESS_DENIED', `${node.text} takes a type as a text here, and no states`);
  }
  if (REDUCING.has(name) && !isAllowedReduction(given[0])) {
    return refuse('ACCESS_DENIED', `${node.text} takes an allowed function by name here`);
  }
  return null;
};

/** Sources that take rows, or first a text with their structure. */
const ROWS: ReadonlySet<string> = new Set(['values', 'sqlstandardvalues']);

const isRow = (node: SyntaxNode | undefined): boolean =>
  (node?.kind === 'Literal' && node.text !== '' && !node.text.startsWith("'")) ||
  (node?.kind === 'Function' && node.text === 'tuple');

/** Functions whose last argument is the name of a type. */
const TYPED: ReadonlySet<string> = new Set([
  ...['cast', '_cast', 'accuratecast', 'accuratecastornull', 'accuratecastordefault'],
  ...['reinterpret', 'defaultvalueoftypename', 'dynamicelement', 'jsonextract'],
  ...['jsonextractcaseinsensitive', 'jsonextractkeysandvalues'],
  'jsonextractkeysandvaluescaseinsensitive',
]);

/** States are bytes that anybody can make up. */
const isPlainType = (node: SyntaxNode | undefined): boolean =>
  node?.kind === 'Literal' && !/aggregatefunction/i.test(node.text);

const REDUCING: ReadonlySet<string> = new Set(['arrayreduce', 'arrayreduceinranges']);

/** `'quantile(0.9)'` is its function with parameters. */
const isAllowedReduction = (node: SyntaxNode | undefined): boolean => {
  const [, name = ''] = /^'(\w+)(?:\([^()]*\))?'$/.exec(node?.text ?? '') ?? [];
  return node?.kind === 'Literal' && isAllowedFunction(name);
};
