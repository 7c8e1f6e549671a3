import { nodesOf, type SyntaxNode } from '../syntax-tree.ts';
import { numberOf, type Resolve } from './number-of.ts';

/** How much a node makes at most, in elements or bytes, were it a constant. Columns count as one. */
export const sizesOf = (root: SyntaxNode): ((node: SyntaxNode) => number) => {
  const nodes = [...nodesOf(root)];
  const aliases = new Map<string, SyntaxNode[]>();
  for (const node of nodes) {
    if (node.alias !== '') aliases.set(node.alias, [...(aliases.get(node.alias) ?? []), node]);
  }
  const parameters = new Set(nodes.filter(isLambda).flatMap(parametersOf));
  // Where one name is given twice, nobody can tell which of them is meant.
  const resolve: Resolve = (name) => {
    const [named, other] = aliases.get(name) ?? [];
    return other === undefined ? named : undefined;
  };
  const known = new Map<SyntaxNode, number>();

  const dependsOnRow = (node: SyntaxNode, steps = MOST_STEPS): boolean => {
    if (node.kind === 'Subquery' || steps === 0) return false;
    if (node.kind !== 'Identifier') return node.children.some((part) => dependsOnRow(part, steps));
    const named = aliases.get(node.text);
    if (named === undefined) return !parameters.has(node.text);
    return named.every((one) => dependsOnRow(one, steps - 1));
  };

  /** A size that is not written out: of a column few are large; anything else may be. */
  const countOf = (node: SyntaxNode | undefined): number => {
    const written = numberOf(node, resolve);
    if (written !== null) return Math.max(1, Math.abs(written));
    return node !== undefined && dependsOnRow(node) ? OF_ROW : UNTOLD;
  };

  const sizeOf = (node: SyntaxNode): number => {
    const found = known.get(node);
    if (found !== undefined) return found;
    // An alias of itself, as of a column that is called the same.
    known.set(node, 1);
    const size = measured(node);
    known.set(node, size);
    return size;
  };

  const sum = (nodes: readonly SyntaxNode[]): number =>
    nodes.reduce((total, node) => total + sizeOf(node), 1);

  const measured = (node: SyntaxNode): number => {
    if (node.kind === 'Literal') return node.text.length;
    if (node.kind === 'Identifier') {
      return sum(aliases.get(node.text) ?? []);
    }
    if (node.kind === 'Subquery' && [...nodesOf(node)].some(gathers)) return GATHERED;
    if (node.kind !== 'Function') return sum(node.children);
    return callOf(node.text.toLowerCase(), node.children[0]?.children ?? []);
  };

  const callOf = (name: string, args: readonly SyntaxNode[]): number => {
    if (name === 'range') return rangeOf(args);
    const lambdas = args.filter(isLambda);
    const rest = args.filter((arg) => !isLambda(arg));
    if (name === 'arrayfold' && lambdas.some(doubles)) return 2 ** Math.min(sum(rest), 60);
    if (lambdas.length > 0) return sum(lambdas) * sum(rest);
    const at = SIZE_AT[name];
    if (at !== undefined) return countOf(args[at]) * sum(rest.filter((_, index) => index !== at));
    if (UNTOLD_SIZES.has(name)) return sum(args) + UNTOLD;
    if (MULTIPLYING.test(name)) return args.reduce((total, arg) => total * sizeOf(arg), 1);
    const fixed = /FixedString\((\d+)/i.exec(args[1]?.text ?? '')?.[1];
    return sum(args) + Number(fixed ?? 0);
  };

  const rangeOf = (args: readonly SyntaxNode[]): number => {
    const numbers = args.map((arg) => numberOf(arg, resolve));
    const [first = null, end = 0, step = 1] = numbers;
    if (first !== null && end !== null && step !== null) {
      return Math.max(1, Math.abs(end - first) / Math.max(1, Math.abs(step)));
    }
    return args.some((arg) => dependsOnRow(arg)) ? OF_ROW : UNTOLD;
  };

  return sizeOf;
};

const isLambda = ({ kind, text }: SyntaxNode): boolean => kind === 'Function' && text === 'lambda';

const parametersOf = ({ children }: SyntaxNode): readonly string[] => {
  const [named] = children[0]?.children ?? [];
  const nodes = named === undefined ? [] : [...nodesOf(named)];
  return nodes.filter(({ kind }) => kind === 'Identifier').map(({ text }) => text);
};

/** Whether what is carried on may be put together of itself. */
const doubles = (lambda: SyntaxNode): boolean => {
  const [carried] = parametersOf(lambda);
  const nodes = [...nodesOf(lambda)];
  const uses = nodes.filter(({ kind, text }) => kind === 'Identifier' && text === carried).length;
  return uses > 2 && nodes.some(({ kind, text }) => kind === 'Function' && JOINING.test(text));
};

const JOINING = /concat|push|repeat|replace|format|flatten|map|arrayjoin|resize/i;

/** Aliases may go round. */
const MOST_STEPS = 4;
const OF_ROW = 10_000;
/** As many as the engine lets one block of `range` have. */
const UNTOLD = 2_000_000;

/** What a column may come to in one value. */
const GATHERED = 1_000_000;

/** Which argument says how many there are of the others. */
const SIZE_AT: Readonly<Record<string, number | undefined>> = {
  ...{ arraywithconstant: 0, space: 0, randomstring: 0, randomstringutf8: 0 },
  ...{ randomfixedstring: 0, randomprintableascii: 0, generaterandomstructure: 0 },
  ...{ repeat: 1, arrayresize: 1, tofixedstring: 1, leftpad: 1, leftpadutf8: 1, lpad: 1 },
  ...{ rightpad: 1, rightpadutf8: 1, rpad: 1, ngrams: 1 },
};

const UNTOLD_SIZES: ReadonlySet<string> = new Set([
  ...['timeslots', 'timeseriesrange', 'mappopulateseries'],
]);

/** What puts one text wherever another has something. */
const MULTIPLYING = /^(?:replace|regexp_replace|arraystringconcat|format$|concat_ws|concatwith)/;

/** In a subquery of one row it is a constant for what is around. */
const gathers = ({ kind, text }: SyntaxNode): boolean =>
  kind === 'Function' && GATHERING.test(text);

const GATHERING =
  /^(?:group(?!ing$|bit(?:and|or|xor))|array_|string_agg|approx_top|topk|lttb|largesttriangle)|resample/i;
