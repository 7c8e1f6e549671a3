/** A node of a statement's syntax tree, as the engine prints it. */
export type SyntaxNode = {
  /** What it is: `SelectQuery`, `Function`, `TableIdentifier`, … */
  readonly kind: string;
  /** What the line says besides: a name, a literal. */
  readonly text: string;
  /** Empty without one. */
  readonly alias: string;
  readonly children: readonly SyntaxNode[];
};

type Building = SyntaxNode & { readonly children: Building[]; readonly promised: number };

/**
 * Reads the engine's `EXPLAIN AST`: a line for each node, a space for each level. Null unless every
 * node has as many children as it promises: otherwise a name in the statement has forged a line.
 */
export const readSyntaxTree = (printed: string): SyntaxNode | null => {
  const path: Building[] = [];
  const all: Building[] = [];
  for (const line of printed.split('\n').filter((text) => text.trim() !== '')) {
    const depth = line.length - line.trimStart().length;
    const parent = path[depth - 1];
    if (depth > path.length || (parent === undefined) !== (all.length === 0)) return null;
    const node = nodeOf(line.trimStart());
    parent?.children.push(node);
    path.splice(depth, path.length, node);
    all.push(node);
  }
  const whole = all.every(({ children, promised }) => children.length === promised);
  return whole ? (all[0] ?? null) : null;
};

const nodeOf = (line: string): Building => {
  const [, whole = line, count = '0'] = /^(.*) \(children (\d+)\)$/s.exec(line) ?? [];
  const begin = whole.endsWith(')') ? whole.lastIndexOf(ALIAS) : -1;
  const said = begin < 0 ? whole : whole.slice(0, begin);
  const space = said.indexOf(' ');
  return {
    kind: space < 0 ? said : said.slice(0, space),
    text: space < 0 ? '' : said.slice(space + 1),
    alias: begin < 0 ? '' : whole.slice(begin + ALIAS.length, -1),
    children: [],
    promised: Number(count),
  };
};

const ALIAS = ' (alias ';

/** The node and all below it. */
export const nodesOf = function* (node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
};
