import { ClickHouseError, unsupported } from '../protocol/clickhouse-error.ts';
import type { Statement } from './statement.ts';
import { tokensOf, type Token } from './tokens.ts';

/** Where the parts of a statement are, bytes. */
type Scan = {
  readonly kind: Statement['kind'];
  readonly format: string | null;
  readonly end: number;
  readonly data: {
    /** Where `FROM INFILE` belongs, the word before the rows begins, and it ends. */
    readonly clause: number;
    readonly keyword: number;
    readonly from: number;
    readonly values: boolean;
    /** The rows would be those of `input()`. */
    readonly input: boolean;
  } | null;
};

/** Finds the parts of a statement; null where there is none. Throws for what must not reach the engine. */
export const scanStatement = (text: string): Scan | null => {
  let first: Token | null = null;
  let before: Token | null = null;
  let insert = false;
  let select = false;
  let settings = -1;
  let source = false;
  let format: string | null = null;
  let depth = 0;
  let end = -1;
  for (const token of tokensOf(text)) {
    if (end >= 0) {
      throw new ClickHouseError('SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)');
    }
    if (token.text === ';' && token.kind === 'mark') {
      end = token.from;
      continue;
    }
    if (token.kind === 'mark') depth += OPENING.includes(token.text) ? 1 : 0;
    if (token.kind === 'mark') depth -= CLOSING.includes(token.text) ? 1 : 0;
    if (before?.text === 'INSERT' && before.kind === 'word' && token.text !== '(') {
      const begins = before === first || (first?.text === 'WITH' && depth === 0);
      if (insert || !begins) throw unsupported('an INSERT inside another statement');
      insert = true;
      select = false;
    }
    if (token.kind === 'word') refuseFiles(before, token);
    if (insert && !source && isNameAfter(before) && !isKindOfTable(before, token)) {
      before = { ...token, kind: 'quoted' };
      continue;
    }
    if (token.kind === 'word') {
      if (isWord(before, 'PARALLEL') && token.text === 'WITH') throw unsupported('PARALLEL WITH');
      if (before === first && isWord(before, 'SYSTEM') && ENDS.includes(token.text)) {
        throw unsupported(`SYSTEM ${token.text}`);
      }
      source ||= insert && SOURCES.includes(token.text);
      if (depth === 0 && (token.text === 'SELECT' || token.text === 'WITH')) select = true;
      if (depth === 0 && token.text === 'SETTINGS' && settings < 0) settings = token.from;
      const named = depth === 0 && before?.kind === 'word' && before.text === 'FORMAT';
      const values = insert && !select && depth === 0 && token.text === 'VALUES';
      if (named) format = text.slice(token.from, token.to);
      if (insert && before !== null && (named || values)) {
        const keyword = values ? token.from : before.from;
        const clause = settings < 0 ? keyword : settings;
        const data = { clause, keyword, from: token.to, values, input: select };
        return { kind: 'write', format, end: text.length, data };
      }
    }
    first ??= token;
    before = token;
  }
  if (first === null) return null;
  // What gives no rows to the one who reads it here might be followed by rows for the engine.
  if (insert && !source)
    throw new ClickHouseError('SYNTAX_ERROR', 'Syntax error: no rows to insert');
  if (insert) return { kind: 'write', format, end: end < 0 ? text.length : end, data: null };
  return { kind: kindOf(first), format, end: end < 0 ? text.length : end, data: null };
};

const isWord = (token: Token | null, ...texts: readonly string[]): boolean =>
  token?.kind === 'word' && texts.includes(token.text);

/** Whether what follows is the name of a table, whatever word it is: one may be called `select`. */
const isNameAfter = (before: Token | null): boolean =>
  isWord(before, 'INTO', 'TABLE') || (before?.kind === 'mark' && before.text === '.');

const isKindOfTable = (before: Token | null, token: Token): boolean =>
  isWord(before, 'INTO') && isWord(token, 'TABLE', 'FUNCTION');

/** Words that an INSERT without rows of its own takes them from. */
const SOURCES = ['SELECT', 'WITH', 'FROM', 'WATCH'];

/** The engine in a process sends a signal to all of its group, or to itself. */
const ENDS = ['SHUTDOWN', 'KILL', 'SUSPEND'];

const OPENING = '([{';
const CLOSING = ')]}';

const READS = ['SELECT', 'WITH', 'FROM', 'SHOW', 'DESC', 'DESCRIBE', 'EXISTS', 'EXPLAIN', 'VALUES'];

const kindOf = ({ text }: Token): Statement['kind'] => {
  if (text === 'KILL') return 'control';
  return text === '(' || READS.includes(text) ? 'read' : 'write';
};

/** Files of the machine that serves are nobody's on the network. */
const refuseFiles = (before: Token | null, { text }: Token): void => {
  if (before?.text === 'INTO' && text === 'OUTFILE') {
    throw new ClickHouseError('INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE is not allowed');
  }
  if (before?.text === 'FROM' && text === 'INFILE') {
    throw new ClickHouseError('UNKNOWN_TYPE_OF_QUERY', 'FROM INFILE is not allowed');
  }
};
