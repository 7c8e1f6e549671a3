import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Connections } from './connections.ts';
import { createProblem, problemBody, problemContentType, type ProblemError } from './problem.ts';

const lingerMs = 500;

/** Answers what the HTTP parser refuses, which no route ever sees, and closes the connection. */
export function answerClientErrors(server: Server, connections: Connections): void {
  const answered = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, connection) => {
    // The parser reports each further chunk of a connection it gave up.
    if (answered.has(connection)) return;
    answered.add(connection);
    if (!connection.writable || connections.replyBegun(connection)) {
      connection.destroy();
      return;
    }
    connection.end(rawReply(problemOf(error.code)));
    // Destroyed at once, a connection with unread bytes resets, and the client loses the answer.
    setTimeout(() => connection.destroy(), lingerMs).unref();
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

function rawReply(problem: ProblemError): string {
  const body = problemBody(problem, null);
  return [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Content-Type: ${problemContentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
