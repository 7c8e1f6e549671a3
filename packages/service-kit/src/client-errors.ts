import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Connections } from './connections.ts';
import type { Logger } from './logger.ts';
import { createProblem, type ProblemError } from './problem.ts';
import { endWithProblem } from './raw-reply.ts';

export type ClientErrorOptions = {
  readonly connections: Connections;
  readonly logger: Logger;
  readonly ids: () => string;
};

/**
 * Answers what the HTTP parser refuses, which no route ever sees, and closes the connection. Whole
 * requests that came before on it are answered first: replies belong to requests by their order.
 */
export function answerClientErrors(server: Server, options: ClientErrorOptions): void {
  const { connections, logger, ids } = options;
  const answered = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, connection) => {
    // The parser reports each further chunk of a connection it gave up.
    if (answered.has(connection)) return;
    answered.add(connection);
    connections.whenAnswered(connection, () => {
      if (!connection.writable || connections.replyBegun(connection)) {
        connection.destroy();
        return;
      }
      const problem = problemOf(error.code);
      const requestId = ids();
      const { status } = problem;
      logger.debug({ requestId, status, code: error.code }, 'request unreadable');
      endWithProblem(connection, problem, requestId);
    });
  });
}

function problemOf(code: string | undefined): ProblemError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return createProblem({ status: 408, detail: 'the request took too long to arrive' });
    case 'HPE_HEADER_OVERFLOW':
      return createProblem({ status: 431, detail: 'the head of a request has at most 16 KiB' });
    default:
      return createProblem({ status: 400, detail: 'this is not a readable HTTP/1.1 request' });
  }
}
