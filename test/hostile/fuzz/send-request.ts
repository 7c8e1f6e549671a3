import { type Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import type { FuzzRequest } from './fuzz-request.ts';

export type FuzzReply = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly ms: number;
};

/** Far longer than any wait the product grants (10 s): on a starved machine a reply may take a minute. */
const DEADLINE_MS = 120_000;

/** Sends one request over a kept connection. Rejects when no whole reply comes by the deadline. */
export const sendRequest = async (
  agent: Agent,
  port: number,
  request: FuzzRequest,
): Promise<FuzzReply> => {
  try {
    return await attempt(agent, port, request);
  } catch (error) {
    // The server may close a kept connection just as it is used again: any client asks once more.
    if (error instanceof StaleConnectionError) return await attempt(agent, port, request);
    throw error;
  }
};

class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';
}

const attempt = async (agent: Agent, port: number, request: FuzzRequest): Promise<FuzzReply> => {
  const { method, target, headers, body } = request;
  const begun = performance.now();
  return await new Promise<FuzzReply>((resolve, reject) => {
    const asked = httpRequest({
      ...{ agent, port, host: '127.0.0.1', method, path: target },
      headers: [
        ...['Host', `127.0.0.1:${port}`],
        ...headers.flat(),
        ...(body === null ? [] : ['Content-Length', String(body.length)]),
      ],
    });
    const deadline = setTimeout(() => {
      asked.destroy(new Error(`no reply within ${DEADLINE_MS} ms`));
    }, DEADLINE_MS);
    asked.on('error', (error) => {
      clearTimeout(deadline);
      const stale = asked.reusedSocket && /ECONNRESET|EPIPE|hang up/.test(String(error));
      reject(stale ? new StaleConnectionError('the connection was closed') : error);
    });
    asked.on('response', (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () => {
        clearTimeout(deadline);
        resolve({
          status: reply.statusCode ?? 0,
          headers: reply.headers,
          body: Buffer.concat(chunks).toString('utf8'),
          ms: performance.now() - begun,
        });
      });
    });
    asked.end(body ?? undefined);
  });
};
