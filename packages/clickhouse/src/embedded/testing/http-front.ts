import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { createConnectionPool } from '../../connection-pool.ts';
import { stringLiteral } from '../../parameter-text.ts';

/** A statement as it came over HTTP. */
export type Statement = {
  readonly sql: string;
  /** Rows of an INSERT; empty for other statements. */
  readonly body: string;
  /** Texts of the parameters, by name. */
  readonly params: Readonly<Record<string, string>>;
  /** Tells the connections of a client apart. */
  readonly port: number;
  readonly urlLength: number;
};

/** Answers one statement; `run` gives what the engine says. */
type Answer = (
  statement: Statement,
  run: () => Promise<string>,
  reply: ServerResponse,
) => Promise<void>;

export type HttpFront = {
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** What a ClickHouse server takes for one field and for a URL, bytes. */
const MAX_FIELD = 128 * 1_024;
const MAX_URL = 1_024 * 1_024;
const ENGINES = 4;

/** The embedded engine behind as much of ClickHouse's HTTP protocol as its client speaks to us. */
export const startHttpFront = async (options: {
  readonly path: string;
  readonly answer: Answer;
}): Promise<HttpFront> => {
  const engines = Array.from({ length: ENGINES }, () =>
    createClient({ connection: createChdbConnection({ path: options.path }) as never }),
  );
  const pool = createConnectionPool(engines);
  const handle = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    reply.setHeader('X-ClickHouse-Format', 'JSONEachRow');
    const statement = await readStatement(request);
    await options.answer(
      statement,
      async () => await pool.use(async (engine) => await run(engine, statement)),
      reply,
    );
  };
  const server = createServer({ maxHeaderSize: MAX_URL }, (request, reply) => {
    handle(request, reply).catch((error: unknown) => {
      reply.writeHead(500).end(error instanceof Error ? error.message : 'failed');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(engines.map(async (engine) => await engine.close()));
    },
  };
};

const readStatement = async (request: IncomingMessage): Promise<Statement> => {
  const url = new URL(request.url ?? '/', 'http://front');
  const type = request.headers['content-type'] ?? '';
  const bytes = await buffer(request);
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(type)?.[1];
  const form = boundary === undefined ? null : partsOf(bytes.toString('utf8'), boundary);
  const fields = [...url.searchParams, ...(form ?? [])];
  const long = fields.find(([, value]) => Buffer.byteLength(value) > MAX_FIELD);
  if (long !== undefined)
    throw new Error(
      `Code: 1000. DB::Exception: ${long[0]}: Field value too long. (POCO_EXCEPTION)`,
    );
  const named = fields.find(([name]) => name === 'query')?.[1];
  const body = form === null ? bytes.toString('utf8') : '';
  return {
    sql: named ?? body,
    body: named === undefined ? '' : body,
    params: Object.fromEntries(
      fields.flatMap(([name, value]) =>
        name.startsWith('param_') ? [[name.slice('param_'.length), value]] : [],
      ),
    ),
    port: request.socket.remotePort ?? 0,
    urlLength: request.url?.length ?? 0,
  };
};

/** Names and values of a multipart body. */
const partsOf = (body: string, boundary: string): (readonly [string, string])[] =>
  body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const end = part.indexOf('\r\n\r\n');
      const name = /name="([^"]+)"/.exec(part.slice(0, end))?.[1] ?? '';
      return [name, part.slice(end + 4, -2)];
    });

const run = async (engine: ClickHouseClient, { sql, body, params }: Statement): Promise<string> => {
  const settings = Object.entries(params).map(
    ([name, value]) => `param_${name} = ${stringLiteral(value)}`,
  );
  if (settings.length > 0) await engine.command({ query: `SET ${settings.join(', ')}` });
  const { stream } = await engine.exec(
    body === '' ? { query: sql } : { query: sql, values: Readable.from([body]) },
  );
  return await text(stream);
};
