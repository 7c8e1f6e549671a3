import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parametersOf } from './call.ts';
import { ClickHouseError } from './clickhouse-error.ts';
import { replyWithError, replyWithText } from './reply.ts';
import { requestUrl } from './request-url.ts';

/** A request that brings a statement, with the reply to it. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the URL. */
  readonly parameters: ReadonlyMap<string, string>;
  /** As its client calls it, else made up. */
  readonly queryId: string;
};

/**
 * Answers what monitors ask and refuses what is nothing here; statements go to `answer`, and what it
 * throws to the client, as ClickHouse says it.
 */
export const statementExchanges = (
  answer: (exchange: Exchange) => Promise<void>,
): RequestListener => {
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
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
    response.setHeader('X-ClickHouse-Server-Display-Name', 'emberlog');
    await answer({ request, response, parameters, queryId });
  };
  return (request, response) => {
    route(request, response).catch((error: unknown) => {
      replyWithError(response, error);
    });
  };
};

const ALIVE = ['/ping', '/replicas_status'];
