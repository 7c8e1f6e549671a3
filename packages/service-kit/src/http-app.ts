import { randomUUID } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { createAllowedMethods } from './allowed-methods.ts';
import { answerError } from './answer-error.ts';
import { outgoingOf, type HttpEnv } from './http-env.ts';
import type { Logger } from './logger.ts';
import { createProblem } from './problem.ts';

export type HttpAppOptions = {
  readonly logger: Logger;
  /** Makes request ids. @default random UUIDs */
  readonly ids?: () => string;
  /** Run around everything, the first outermost, and see every reply as it is sent. */
  readonly observe?: readonly MiddlewareHandler<HttpEnv>[];
};

/**
 * An application in which every failure is answered as problem+json: an unknown path 404, a known
 * one under another method 405 with `Allow`, malformed percent-encoding 400, a `ProblemError` as
 * itself, anything else 500 with nothing but the request's id. Mount services' `new Hono<HttpEnv>()`
 * by `app.route('/', service)`; their errors end here too, unless they set an `onError` of their own.
 */
export function createHttpApp(options: HttpAppOptions): Hono<HttpEnv> {
  const { logger, ids = randomUUID, observe = [] } = options;
  const app = new Hono<HttpEnv>();
  const allowedMethods = createAllowedMethods(app);
  for (const each of observe) app.use(each);
  app.use(everyReply(ids));
  app.notFound((c) => {
    const allowed = allowedMethods(c.req.method, c.req.path);
    if (allowed === null) throw createProblem({ status: 404, detail: 'nothing is found here' });
    throw createProblem({
      status: 405,
      detail: `this path answers ${allowed.join(', ')}`,
      headers: { Allow: allowed.join(', ') },
    });
  });
  app.onError(answerError(logger));
  return app;
}

function everyReply(ids: () => string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const requestId = ids();
    c.set('requestId', requestId);
    c.set('key', null);
    const fixed = [
      ['X-Request-Id', requestId],
      ['X-Content-Type-Options', 'nosniff'],
    ] as const;
    const outgoing = outgoingOf(c.env);
    // Node's own reply takes them as they are; the web's headers cost more than all else done here.
    if (outgoing === undefined) for (const [name, value] of fixed) c.header(name, value);
    else for (const [name, value] of fixed) outgoing.setHeader(name, value);
    requireDecodable(c.req.url);
    await next().catch(rejectWithError);
    if (outgoing !== undefined) return;
    // A Response that a route built by itself has not seen the headers prepared above.
    for (const [name, value] of fixed) {
      if (!c.res.headers.has(name)) c.header(name, value);
    }
  };
}

function requireDecodable(url: string): void {
  try {
    decodeURIComponent(url);
  } catch {
    throw createProblem({ status: 400, detail: 'the URL has malformed percent-encoding' });
  }
}

// What is not an Error would pass by every error handler and leave the reply empty.
function rejectWithError(thrown: unknown): never {
  if (thrown instanceof Error) throw thrown;
  throw new Error('something other than an error was thrown', { cause: thrown });
}
