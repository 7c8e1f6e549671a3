import { isUtf8 } from 'node:buffer';
import { ClickHouseError, unsupported } from '../protocol/clickhouse-error.ts';
import { scanStatement } from './scan-statement.ts';

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
 * Throws SYNTAX_ERROR for more than one statement, and BAD_ARGUMENTS for what is not UTF-8.
 */
export const readStatement = (query: string, body: Buffer): Statement | null => {
  const head = Buffer.from(query);
  const apart = head.length > 0 && body.length > 0;
  const bytes = apart ? Buffer.concat([head, NEWLINE, body]) : Buffer.concat([head, body]);
  const scan = scanStatement(bytes.toString('latin1'));
  if (scan === null) return null;
  const slice = (from: number, to: number): string => bytes.toString('utf8', from, to);
  const { kind, format, data, end } = scan;
  // Bytes that are no text would be replaced without a word; as rows they stay what they are.
  if (!isUtf8(bytes.subarray(0, data?.from ?? end))) {
    throw new ClickHouseError('BAD_ARGUMENTS', 'the statement is not UTF-8');
  }
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
