import type { SyntaxNode } from '../syntax-tree.ts';

/** What an alias stands for. */
export type Resolve = (alias: string) => SyntaxNode | undefined;

/** A number that is written out, or put together of some that are; null: none can tell. */
export const numberOf = (
  node: SyntaxNode | undefined,
  resolve: Resolve,
  steps = MOST_STEPS,
): number | null => {
  if (node === undefined || steps === 0) return null;
  if (node.kind === 'Literal') return writtenOut(node.text);
  if (node.kind === 'Identifier') return numberOf(resolve(node.text), resolve, steps - 1);
  const [left, right] = node.kind === 'Function' ? (node.children[0]?.children ?? []) : [];
  if (CASTS.test(node.text)) return numberOf(left, resolve, steps - 1);
  const compute = ARITHMETIC[node.text];
  if (compute === undefined) return null;
  const a = numberOf(left, resolve, steps - 1);
  const b = a === null ? null : numberOf(right, resolve, steps - 1);
  return a === null || b === null ? null : compute(a, b);
};

/** Aliases may go round, and double at each. */
const MOST_STEPS = 8;

const writtenOut = (text: string): number | null => {
  const [, digits] = /^(?:\w+_|\\')?(-?\d+(?:\.\d+)?(?:e\d+)?)(?:\\')?$/.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
};

const CASTS = /^(?:_?CAST|toU?Int(?:16|32|64))$/i;
const ARITHMETIC: Readonly<Record<string, ((a: number, b: number) => number) | undefined>> = {
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  multiply: (a, b) => a * b,
};
