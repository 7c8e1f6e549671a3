import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { StatementRunner } from '../engine/statement-runner.ts';
import { answerCoding } from '../compression/answer-coding.ts';
import { parametersOf, readCall } from '../protocol/call.ts';
import { ClickHouseError } from '../protocol/clickhouse-error.ts';
import {
  credentialsOf,
  expectCredentials,
  expectNoBrowser,
  type Credentials,
} from '../protocol/credentials.ts';
import type { InFlight } from '../protocol/in-flight.ts';
import { requestUrl } from '../protocol/request-url.ts';
import { replyWithError, replyWithRows, replyWithText } from '../protocol/reply.ts';

export type ListenerOptions = {
  readonly runner: StatementRunner;
  readonly inFlight: InFlight;
  /** Null: everybody but a browser may. */
  readonly credentials: Credentials | null;
  readonly maxBodyBytes: number;
};

/** Answers every request: statements at `/`, and what monitors ask. */
export const createRequestListener = (options: ListenerOptions): RequestListener => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = requestUrl(request);
    if (!['GET', 'HEAD', 'POST'].includes(request.method ?? '')) {
      response.setHeader('Allow', 'GET, HEAD, POST');
      replyWithText(response, 405, 'Use GET or POST.\n');
      return;
    }
    const asks = request.method === 'POST' || url.searchParams.has('query');
    if (ALIVE.includes(url.pathname) || (url.pathname === '/' && !asks)) {
      replyWithText(response, 200, 'Ok.\n');
      return;
    }
    if (url.pathname !== '/') {
      replyWithText(
        response,
        404,
        'There is nothing here. Statements go to /, and there is /ping.\n',
      );
      return;
    }
    await answerStatement(options, { request, response, url });
  };
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      replyWithError(response, error);
    });
  };
};

const ALIVE = ['/ping', '/replicas_status'];

const answerStatement = async (
  { runner, inFlight, credentials, maxBodyBytes }: ListenerOptions,
  {
    request,
    response,
    url,
  }: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly url: URL },
): Promise<void> => {
  const parameters = parametersOf(url);
  const queryId = parameters.get('query_id') ?? randomUUID();
  if (!/^[\x21-\x7e]{1,256}$/.test(queryId)) {
    throw new ClickHouseError(
      'BAD_ARGUMENTS',
      'query_id must be 1 to 256 visible ASCII characters',
    );
  }
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  if (credentials === null) expectNoBrowser(request.headers);
  else expectCredentials(credentialsOf(request.headers, parameters), credentials);

  const place = inFlight.enter();
  try {
    const { statement, ...call } = await readCall(request, parameters, {
      maxBytes: maxBodyBytes,
      take: place.take,
      refused: ['session_id', 'role'],
    });
    if (statement === null) throw new ClickHouseError('SYNTAX_ERROR', 'Syntax error: Empty query');
    const reply = await runner.run({ statement, ...call, gone: whenGone(response) });
    await replyWithRows(response, reply, {
      format: statement.format ?? call.format,
      coding: answerCoding(request, parameters),
      inserted: statement.rows !== null,
    });
  } finally {
    place.leave();
  }
};

/** Ends when the connection is lost before the reply was sent. */
const whenGone = (response: ServerResponse): AbortSignal => {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
};
