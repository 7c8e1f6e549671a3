import { ClickHouseError } from '../protocol/clickhouse-error.ts';
import { tokensOf, type Token } from './tokens.ts';

/** One statement, cut so that it can be run. */
export type Statement = {
  /** `control` ends other statements, so it must not wait behind them. */
  readonly kind: 'read' | 'write' | 'control';
  /** Without what follows a `;`. */
  readonly sql: string;
  /** Format that the statement names, as it is written there. */
  readonly format: string | null;
  /** Of an INSERT that is followed by its rows: how they enter. */
  readonly rows: InsertedRows | null;
};

type InsertedRows = {
  /** The statement before and after the place for `FROM INFILE '…'`. */
  readonly before: string;
  readonly after: string;
  readonly bytes: Buffer;
};

/**
 * Cuts the statement from the query parameter and the body, which continues it. Rows of an INSERT
 * are never left in the text: the engine ends them at a blank line and runs the rest as statements.
 * Throws SYNTAX_ERROR for more than one statement.
 */
export const readStatement = (query: string, body: Buffer): Statement | null => {
  const head = Buffer.from(query);
  const apart = head.length > 0 && body.length > 0;
  const bytes = apart ? Buffer.concat([head, NEWLINE, body]) : Buffer.concat([head, body]);
  const scan = scanStatement(bytes.toString('latin1'));
  if (scan === null) return null;
  const slice = (from: number, to: number): string => bytes.toString('utf8', from, to);
  const { kind, format, data, end } = scan;
  if (data === null) return { kind, sql: slice(0, end), format, rows: null };
  const rows = data.input ? null : bytes.subarray(rowsFrom(bytes, data.from));
  if (rows === null) {
    if (slice(data.from, bytes.length).trim() !== '') throw unsupported('input()');
    return { kind, sql: slice(0, data.from), format, rows: null };
  }
  return {
    kind,
    sql: slice(0, data.from),
    format,
    rows: {
      before: slice(0, data.clause),
      after: data.values
        ? `${slice(data.clause, data.keyword)} FORMAT Values`
        : slice(data.clause, data.from),
      bytes: rows,
    },
  };
};

const NEWLINE = Buffer.from('\n');

/** Rows begin after the line of the statement's last word, or on it. */
const rowsFrom = (bytes: Buffer, from: number): number => {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0c) at += 1;
  if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) return at + 2;
  return bytes[at] === 0x0a ? at + 1 : at;
};

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

const scanStatement = (text: string): Scan | null => {
  let first: Token | null = null;
  let before: Token | null = null;
  let insert = false;
  let select = false;
  let settings = -1;
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
    if (token.kind === 'word') {
      refuseFiles(before, token);
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
  if (insert) return { kind: 'write', format, end: end < 0 ? text.length : end, data: null };
  return { kind: kindOf(first), format, end: end < 0 ? text.length : end, data: null };
};

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

const unsupported = (what: string): ClickHouseError =>
  new ClickHouseError('NOT_IMPLEMENTED', `${what} is not supported by this server`);
