import { judgeWork } from './functions/judge-work.ts';
import { isAllowedFormat, refuseFormat } from './formats.ts';
import type { Refused } from './judged.ts';
import { judgeTree, unknownTable, type Unsettled } from './judge-tree.ts';
import type { Names } from './names.ts';
import { refuse } from './refuse.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** What is to be done for a statement whose tree is in order. */
export type Verdict = Unsettled & {
  readonly format: string | null;
  /**
   * Run it, run it as a plan without constants, or say what its tree is, that there is no such table,
   * nothing, or what columns there are.
   */
  readonly answer:
    'itself' | 'plan' | 'tree' | 'absent' | 'nothing' | { readonly described: string };
};

/** Judges a whole statement by its tree: a query, or EXPLAIN, DESCRIBE, EXISTS or USE. */
export const judgeRoot = (root: SyntaxNode, names: Names): Refused | Verdict => {
  if (root.kind === 'SelectWithUnionQuery') return judgeQuery(root, names, 'itself');
  if (root.kind === 'Explain') return judgeExplain(root, names);
  if (root.kind === 'DescribeQuery') return judgeDescribe(root, names);
  if (EXISTS.includes(root.kind)) return judgeExists(root, names);
  if (root.kind !== 'UseQuery') {
    return refuse('ACCESS_DENIED', `${root.kind} is not allowed here: statements only read`);
  }
  return root.text === 'default' ? { ...NOTHING, format: null } : unknownTable(root.text);
};

const NOTHING = {
  sources: new Set<string>(),
  members: new Set<string>(),
  applied: 0,
  withElements: 0,
  answer: 'nothing',
} as const;

/** What stands beside the query is its format; a text there is the name of a file. */
const judgeQuery = (
  root: SyntaxNode,
  names: Names,
  answer: Verdict['answer'],
): Refused | Verdict => {
  const [query, ...beside] = root.children;
  const format = beside.find(({ kind }) => kind === 'Identifier')?.text ?? null;
  const other = beside.find(({ kind }) => kind !== 'Identifier' && kind !== 'Set');
  if (query === undefined || other !== undefined) {
    return refuse('INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE is not allowed');
  }
  if (format !== null && !isAllowedFormat(format)) {
    return refuseFormat(format);
  }
  if (beside.some(({ kind }) => kind === 'Set')) {
    return refuse('READONLY', 'SETTINGS are not accepted in a statement here');
  }
  const judged = judgeTree(query, names);
  if ('allowed' in judged) return judged;
  return judgeWork(query) ?? { ...judged, format, answer };
};

/** The engine tells no columns of a view with parameters. */
const judgeDescribe = (root: SyntaxNode, names: Names): Refused | Verdict => {
  const name = root.children[0]?.children[0]?.text ?? '';
  if (!names.parameterized.has(name)) return judgeQuery(root, names, 'itself');
  return judgeQuery(root, names, { described: name.replace(/^default\./, '') });
};

/** A plan, or options, may show constants that a view is made with. */
const judgeExplain = (root: SyntaxNode, names: Names): Refused | Verdict => {
  const [query, ...beside] = root.children;
  if (query?.kind === 'Set') {
    return refuse('ACCESS_DENIED', 'EXPLAIN takes no options here');
  }
  if (query?.kind !== 'SelectWithUnionQuery' || !EXPLAINED.includes(root.text)) {
    return refuse('ACCESS_DENIED', `${root.text} is not allowed here`);
  }
  const judged = judgeQuery(query, names, ANSWERED[root.text] ?? 'itself');
  const outer = judgeQuery({ ...root, children: [LEAF, ...beside] }, names, 'itself');
  if ('allowed' in judged || 'allowed' in outer) return 'allowed' in judged ? judged : outer;
  return { ...judged, format: judged.format ?? outer.format };
};

const ANSWERED: Readonly<Record<string, Verdict['answer']>> = {
  EXPLAIN: 'plan',
  'EXPLAIN AST': 'tree',
};

const EXPLAINED = [
  ...['EXPLAIN', 'EXPLAIN AST', 'EXPLAIN SYNTAX', 'EXPLAIN QUERY TREE', 'EXPLAIN PIPELINE'],
];

const LEAF: SyntaxNode = { kind: 'Literal', text: '', alias: '', children: [] };

const EXISTS = [
  'ExistsTableQuery',
  'ExistsViewQuery',
  'ExistsDictionaryQuery',
  'ExistsDatabaseQuery',
];

/** A table that may not be read does not exist for who asks. */
const judgeExists = (root: SyntaxNode, names: Names): Refused | Verdict => {
  const [first = LEAF, second = LEAF] = root.children;
  const ofDatabase = root.kind === 'ExistsDatabaseQuery';
  // Of a database the tree says `default `, as if an empty name followed.
  const qualified = !ofDatabase && root.text === `${first.text} ${second.text}`;
  const name = qualified ? `${first.text}.${second.text}` : first.text;
  const there = ofDatabase ? name === 'default' : names.tables.has(name);
  const beside = root.children.slice(qualified ? 2 : 1);
  const asked = { ...root, children: [LEAF, ...beside] };
  return judgeQuery(asked, names, there ? 'itself' : 'absent');
};
