import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemBody, problemContentType, type ProblemError } from './problem.ts';

const lingerMs = 500;

const headersOf = (problem: ProblemError, body: string, requestId: string) => ({
  ...problem.headers,
  'Content-Type': problemContentType,
  'Content-Length': String(Buffer.byteLength(body)),
  'X-Content-Type-Options': 'nosniff',
  'X-Request-Id': requestId,
  Connection: 'close',
});

/** Writes a problem where no HTTP reply can be had of the server, and ends the connection. */
export function endWithProblem(connection: Duplex, problem: ProblemError, requestId: string): void {
  const body = problemBody(problem, requestId);
  const headers = Object.entries(headersOf(problem, body, requestId));
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  connection.end([`HTTP/1.1 ${problem.status} ${problem.title}`, ...lines, '', body].join('\r\n'));
  // Destroyed at once, a connection with unread bytes resets, and the client loses the answer.
  setTimeout(() => connection.destroy(), lingerMs).unref();
}

/** Answers a request by a problem, without the application, and closes its connection. */
export function replyWithProblem(
  response: ServerResponse,
  problem: ProblemError,
  requestId: string,
): void {
  const body = problemBody(problem, requestId);
  response.writeHead(problem.status, headersOf(problem, body, requestId));
  response.end(body);
}
