import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { AddressInUseError } from './address-in-use-error.ts';
import { answerClientErrors } from './client-errors.ts';
import { trackConnections } from './connections.ts';
import { defaultListenLimits, HEAD_BYTES, type ListenLimits } from './listen-limits.ts';
import type { Logger } from './logger.ts';
import { createProblem, problemBody, problemContentType } from './problem.ts';
import { replyWithProblem } from './raw-reply.ts';
import { answerSpecialRequests, refusalOf } from './refused-requests.ts';

/** Anything that answers requests, such as a Hono application. */
export type RequestHandler = {
  readonly fetch: (request: Request, env: object) => Response | Promise<Response>;
};

export type ListenOptions = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly limits?: Partial<ListenLimits>;
  /** Makes ids of requests that no application saw. @default random UUIDs */
  readonly ids?: () => string;
};

/** A server that listens. */
export type Listening = {
  /** Where a client on this machine finds it, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Accepts nothing more, lets running requests finish until the deadline, then cuts them off. */
  readonly close: () => Promise<void>;
};

/**
 * Serves an application over HTTP/1.1. Requests with a head over 16 KiB, too slow or unreadable are
 * answered 431, 408 or 400 as problem+json. Rejects with `AddressInUseError`.
 */
export async function listen(app: RequestHandler, options: ListenOptions): Promise<Listening> {
  const { host, logger, ids = randomUUID } = options;
  const limits = { ...defaultListenLimits, ...options.limits };
  const server = createLimitedServer(limits);
  const connections = trackConnections(server);
  const answer = getRequestListener(app.fetch, {
    hostname: host,
    errorHandler: answerFailure(logger, ids),
  });
  server.on('request', (request, response) => {
    const refusal = refusalOf(request);
    if (refusal === null) void answer(request, response);
    else replyWithProblem(response, refusal, ids());
  });
  answerSpecialRequests(server, ids);
  answerClientErrors(server, { connections, logger, ids });
  // Node's own notion of idle includes replies that are written but not yet sent.
  server.closeIdleConnections = connections.drain;

  await listening(server, host, options.port);
  server.on('error', (err) => logger.error({ err }, 'server failed'));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;

  let closing: Promise<void> | null = null;
  const closeOnce = async (): Promise<void> => {
    const cutOff = setTimeout(() => {
      logger.warn({ port }, 'running requests cut off');
      connections.destroy();
    }, limits.closeDeadlineMs);
    await new Promise((resolve) => server.close(resolve));
    clearTimeout(cutOff);
  };
  const close = async (): Promise<void> => {
    closing ??= closeOnce();
    await closing;
  };
  return { url: `http://${reachable(host)}:${port}`, port, close };
}

function createLimitedServer(limits: ListenLimits): Server {
  const server = createServer({
    maxHeaderSize: HEAD_BYTES,
    // Ours says it as a problem.
    requireHostHeader: false,
    headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.ceil(limits.requestTimeoutMs / 10),
  });
  server.maxConnections = limits.maxConnections;
  // Node answers a pipelined request above a cap by a bare 503, and a cap would save nothing.
  server.maxRequestsPerSocket = 0;
  server.setTimeout(limits.stallTimeoutMs);
  return server;
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (err: NodeJS.ErrnoException) =>
      reject(err.code === 'EADDRINUSE' ? new AddressInUseError(host, port, { cause: err }) : err),
    );
    server.listen(port, host, resolve);
  });
  server.removeAllListeners('error');
}

/** What the application itself could not turn into a reply. */
function answerFailure(logger: Logger, ids: () => string): (err: unknown) => Response {
  return (err) => {
    const refused = err instanceof RequestError;
    const requestId = ids();
    if (!refused) logger.error({ err, requestId }, 'application failed');
    const problem = refused
      ? createProblem({ status: 400, detail: 'the URL or the Host header is malformed' })
      : createProblem({ status: 500, detail: 'the request failed for a reason on our side' });
    const headers = {
      'Content-Type': problemContentType,
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': requestId,
    };
    return new Response(problemBody(problem, requestId), { status: problem.status, headers });
  };
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
