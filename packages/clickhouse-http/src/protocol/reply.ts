import type { EngineReply } from '@emberlog/clickhouse';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pieces, type AnswerCoding } from '../compression/answer-coding.ts';
import { errorReply } from './clickhouse-error.ts';
import { resultRows } from './result-rows.ts';

/** Smaller answers get no `Content-Encoding`. */
const PACKED_FROM = 1_024;
const TEXT = 'text/plain; charset=UTF-8';

/** Sends rows, with what they cost, as fast as the client takes them. */
export const replyWithRows = async (
  response: ServerResponse,
  reply: EngineReply,
  options: {
    readonly format: string;
    readonly coding: AnswerCoding | null;
    /** The rows read are those of an INSERT. */
    readonly inserted: boolean;
    /** Whether progress is told in headers: of an answer that is there at once, its end. */
    readonly progress?: boolean;
  },
): Promise<void> => {
  const { bytes, rowsRead, bytesRead, seconds } = reply;
  const { format, inserted, coding, progress = false } = options;
  const summary = {
    read_rows: rowsRead,
    read_bytes: bytesRead,
    written_rows: inserted ? rowsRead : 0,
    written_bytes: inserted ? bytesRead : 0,
    total_rows_to_read: 0,
    result_rows: inserted ? rowsRead : resultRows(format, bytes),
    result_bytes: inserted ? bytesRead : bytes.length,
    elapsed_ns: Math.round(seconds * 1e9),
  };
  const texts = Object.entries(summary).flatMap(([name, value]) =>
    value === null ? [] : [[name, String(value)]],
  );
  const told = JSON.stringify(Object.fromEntries(texts));
  if (progress) response.setHeader('X-ClickHouse-Progress', told);
  response.setHeader('X-ClickHouse-Summary', told);
  const isSmall = coding?.name !== null && bytes.length < PACKED_FROM;
  const used = isSmall ? null : coding;
  if (used === null) response.setHeader('Content-Length', bytes.length);
  startRows(response, format, used);
  await sendRows(pieces(bytes), response, used);
};

/**
 * Sends rows while they are made. What goes wrong on the way is told at their end, as ClickHouse does,
 * and the reply has no end then; rejects with it.
 */
export const replyWithStream = async (
  response: ServerResponse,
  rows: AsyncIterable<Uint8Array>,
  { format, coding }: { readonly format: string; readonly coding: AnswerCoding | null },
): Promise<void> => {
  const tag = randomBytes(8).toString('hex');
  response.setHeader('X-ClickHouse-Exception-Tag', tag);
  startRows(response, format, coding);
  const failures: unknown[] = [];
  const told = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* rows;
    } catch (error) {
      failures.push(error);
      yield exceptionAtTheEnd(tag, errorReply(error).text);
    }
  };
  await sendRows(told(), response, coding, () => failures.length > 0);
  if (failures.length > 0) throw failures[0];
};

const startRows = (response: ServerResponse, format: string, coding: AnswerCoding | null): void => {
  response.setHeader('X-ClickHouse-Format', format);
  response.setHeader('Content-Type', contentType(format));
  if (coding !== null && coding.name !== null) {
    response.setHeader('Content-Encoding', coding.name);
    response.setHeader('Vary', 'Accept-Encoding');
  }
  response.writeHead(200);
};

const sendRows = async (
  rows: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  response: ServerResponse,
  coding: AnswerCoding | null,
  isCut = (): boolean => false,
): Promise<void> => {
  const source = Readable.from(rows, { objectMode: false });
  const open = { end: false };
  if (coding === null) await pipeline(source, response, open);
  else await pipeline(source, coding.packer(), response, open);
  // Without the last chunk: a client must not take what it has for all there is.
  if (isCut()) response.socket?.end();
  else response.end();
};

/** What clients look for behind rows, with the tag of the header. */
const exceptionAtTheEnd = (tag: string, text: string): Buffer => {
  const message = `${text}\n`;
  const length = Buffer.byteLength(message);
  return Buffer.from(
    `\r\n__exception__\r\n${tag}\r\n${message}${length} ${tag}\r\n__exception__\r\n`,
  );
};

/** Sends an error; nothing when a part of another reply is already on its way. */
export const replyWithError = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { text, code, status } = errorReply(error);
  response.setHeader('X-ClickHouse-Exception-Code', String(code));
  if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="ClickHouse server"');
  if (status === 503) response.setHeader('Retry-After', '1');
  // What is left of a body that nobody reads would be taken for the next request.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  replyWithText(response, status, `${text}\n`);
};

export const replyWithText = (response: ServerResponse, status: number, text: string): void => {
  response.setHeader('Content-Type', TEXT);
  response.writeHead(status).end(text);
};

const contentType = (format: string): string => {
  if (/^JSON.*EachRow|^JSONLines$|^NDJSON$/i.test(format)) return 'application/x-ndjson';
  if (/^JSON/i.test(format)) return 'application/json; charset=UTF-8';
  if (/^(TabSeparated|TSV)/i.test(format)) return 'text/tab-separated-values; charset=UTF-8';
  if (/^CSV/i.test(format)) {
    return `text/csv; charset=UTF-8; header=${/WithNames/i.test(format) ? 'present' : 'absent'}`;
  }
  if (/^(Native|RowBinary|Parquet|Arrow|ORC|Avro)/i.test(format)) return 'application/octet-stream';
  return TEXT;
};
