import type { IncomingMessage, Server } from 'node:http';
import { createProblem, type ProblemError } from './problem.ts';
import { endWithProblem, replyWithProblem } from './raw-reply.ts';

/**
 * What the parser lets pass and no application should see, or null: another version of HTTP, or
 * not the one Host header that proxies and servers must agree on.
 */
export function refusalOf({ httpVersion, rawHeaders }: IncomingMessage): ProblemError | null {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return createProblem({ status: 400, detail: 'this server speaks HTTP/1.1 and HTTP/1.0 only' });
  }
  let hosts = 0;
  // By its length first: every name of every request comes by here.
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1 || (hosts === 0 && httpVersion === '1.1')
    ? createProblem({ status: 400, detail: 'a request must have one Host header' })
    : null;
}

/** Answers what Node keeps from the application: CONNECT, and expectations nobody meets. */
export function answerSpecialRequests(server: Server, ids: () => string): void {
  server.on('checkExpectation', (_request, response) => {
    const detail = 'no expectation but 100-continue is met here';
    replyWithProblem(response, createProblem({ status: 417, detail }), ids());
  });
  server.on('connect', (_request, connection) => {
    connection.on('error', () => connection.destroy());
    const headers = { Allow: 'GET, HEAD, POST' };
    const problem = createProblem({ status: 405, detail: 'this server is no proxy', headers });
    endWithProblem(connection, problem, ids());
  });
}
