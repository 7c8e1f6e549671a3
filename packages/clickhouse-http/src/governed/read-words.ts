import { readStatement } from '../statement/statement.ts';
import { tokensOf, type Token } from '../statement/tokens.ts';
import { isMark, isWord } from './hidden-names.ts';
import type { Refused } from './judged.ts';
import { judgeParameters } from './judge-parameters.ts';
import { FORGING } from './names.ts';
import { refuse } from './refuse.ts';

/** A statement that may be shown to the engine's parser. */
export type Words = {
  /** The statement as bytes, one a character; the tokens say where in it they are. */
  readonly text: string;
  readonly tokens: readonly Token[];
};

/**
 * Reads a statement that begins like one that reads. Names that could forge a line of the printed tree
 * are refused, in the text and as `{…:Identifier}`. Throws what is no statement at all.
 */
export const readWords = (
  sql: string,
  queryBytes: number,
  params: ReadonlyMap<string, string>,
): Words | Refused => {
  if (Buffer.byteLength(sql) > queryBytes) {
    return refuse('QUERY_IS_TOO_LARGE', `A statement has ${queryBytes} bytes at most here`);
  }
  if (hasMoreTokens(Buffer.from(sql).toString('latin1'), MOST_TOKENS)) {
    return refuse('TOO_BIG_AST', `A statement has ${MOST_TOKENS} words and marks at most here`);
  }
  const statement = readStatement(sql, Buffer.alloc(0));
  const text = Buffer.from(statement?.sql ?? '').toString('latin1');
  const tokens = [...tokensOf(text)];
  const [first] = tokens;
  if (first === undefined) return refuse('SYNTAX_ERROR', 'Syntax error: the statement is empty');
  if (!isMark(first, '(') && !isWord(first, ...BEGINNINGS)) {
    return refuse('READONLY', `${first.text} is not allowed here: statements only read`);
  }
  if (tokens.some((token) => isForging(text, token))) {
    return refuse('SYNTAX_ERROR', 'Syntax error: a quoted name has a backslash or a line break');
  }
  return judgeParameters(text, tokens, params) ?? { text, tokens };
};

/** Reading more of them would hold up whoever else this process answers. */
const MOST_TOKENS = 30_000;

const hasMoreTokens = (text: string, most: number): boolean => {
  const tokens = tokensOf(text);
  for (let count = 0; count <= most; count += 1) if (tokens.next().done === true) return false;
  return true;
};

const BEGINNINGS = [
  ...['SELECT', 'WITH', 'FROM', 'EXPLAIN', 'SHOW', 'DESC', 'DESCRIBE', 'EXISTS', 'USE'],
];

const isForging = (text: string, { kind, text: quote, from, to }: Token): boolean =>
  kind === 'quoted' && (quote === '`' || quote === '"') && FORGING.test(text.slice(from, to));
