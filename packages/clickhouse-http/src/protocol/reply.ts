import type { EngineReply } from '@emberlog/clickhouse';
import type { ServerResponse } from 'node:http';
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
  },
): Promise<void> => {
  const { bytes, rowsRead, bytesRead, seconds } = reply;
  const summary = {
    read_rows: rowsRead,
    read_bytes: bytesRead,
    written_rows: options.inserted ? rowsRead : 0,
    written_bytes: options.inserted ? bytesRead : 0,
    total_rows_to_read: 0,
    result_rows: options.inserted ? rowsRead : resultRows(options.format, bytes),
    result_bytes: options.inserted ? bytesRead : bytes.length,
    elapsed_ns: Math.round(seconds * 1e9),
  };
  const texts = Object.entries(summary).map(([name, value]) => [name, String(value)]);
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(Object.fromEntries(texts)));
  response.setHeader('X-ClickHouse-Format', options.format);
  response.setHeader('Content-Type', contentType(options.format));
  const { name = null, pack = pieces } = options.coding ?? {};
  const coded = name !== null && bytes.length >= PACKED_FROM;
  if (coded) response.setHeader('Content-Encoding', name);
  else if (options.coding === null || name !== null) {
    response.setHeader('Content-Length', bytes.length);
  }
  response.writeHead(200);
  await pipeline(name === null || coded ? pack(bytes) : pieces(bytes), response);
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
  if (/^CSV/i.test(format)) return 'text/csv; charset=UTF-8; header=absent';
  if (/^(Native|RowBinary|Parquet|Arrow|ORC|Avro)/i.test(format)) return 'application/octet-stream';
  return TEXT;
};
