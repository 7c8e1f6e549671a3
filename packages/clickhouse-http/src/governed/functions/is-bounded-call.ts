import type { SyntaxNode } from '../syntax-tree.ts';

/**
 * Whether a call cannot take time that grows with the product of its arguments. The engine looks at its
 * limits between blocks only: nothing ends a search for half a million bytes in a million (seen to
 * hold a thread for minutes, and the process at its end). So one of the two must be written out, and short.
 */
export const isBoundedCall = ({ text, children }: SyntaxNode): boolean => {
  if (!SEARCHING.has(text.toLowerCase())) return true;
  const [first, second] = children[0]?.children ?? [];
  return isShort(first) || isShort(second);
};

/** A literal, a parameter with a type, or some of them put together. */
const isShort = (node: SyntaxNode | undefined): boolean => {
  if (node?.kind === 'Literal') return node.text.length <= LONGEST;
  const parts = node?.children[0]?.children ?? [];
  if (node?.text === '_CAST') return isShort(parts[0]);
  return node?.text === 'concat' && parts.every(isShort);
};

/** Characters of one literal. */
const LONGEST = 1_000;

const SEARCHING: ReadonlySet<string> = new Set(
  [
    ...['hasAll', 'hasAny', 'hasSubstr', 'position', 'positionCaseInsensitive', 'positionUTF8'],
    ...['positionCaseInsensitiveUTF8', 'locate', 'instr', 'countSubstrings', 'like', 'notLike'],
    ...[
      'countSubstringsCaseInsensitive',
      'countSubstringsCaseInsensitiveUTF8',
      'ilike',
      'notILike',
    ],
    ...['replace', 'replaceAll', 'replaceOne', 'splitByString', 'substringIndex'],
    ...['substringIndexUTF8', 'substring_index'],
    ...['AllPositions', 'Any', 'FirstIndex', 'FirstPosition'].flatMap((what) =>
      ['', 'CaseInsensitive', 'UTF8', 'CaseInsensitiveUTF8'].map(
        (how) => `multiSearch${what}${how}`,
      ),
    ),
  ].map((name) => name.toLowerCase()),
);
