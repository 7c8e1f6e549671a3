import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HttpEnv } from './http-env.ts';
import type { Logger } from './logger.ts';
import { createProblem, problemBody, problemContentType, ProblemError } from './problem.ts';

/** The one place where errors become replies. What was not expected is logged in full. */
export function answerError(logger: Logger): ErrorHandler<HttpEnv> {
  return (err, c) => {
    const problem = problemOf(err);
    report(logger, c, err, problem);
    // A header the route prepared before it failed must not describe the reply it never gave.
    for (const name of ['ETag', 'Cache-Control', 'Content-Encoding']) c.header(name, undefined);
    return c.body(
      problemBody(problem, c.get('requestId')),
      problem.status as ContentfulStatusCode,
      { ...problem.headers, 'Content-Type': problemContentType },
    );
  };
}

function problemOf(err: Error): ProblemError {
  if (err instanceof ProblemError) return err;
  if (err instanceof HTTPException && err.status < 500) {
    return createProblem({
      status: err.status,
      ...(err.message === '' ? {} : { detail: err.message }),
      headers: { ...headersOf(err.res), ...(err.status === 413 ? UNREAD_BODY : {}) },
    });
  }
  return createProblem({
    status: err instanceof HTTPException ? err.status : 500,
    detail: 'the request failed for a reason on our side',
  });
}

/** The server cuts a connection whose body it did not read: the client must not use it again. */
const UNREAD_BODY = { Connection: 'close' };

function headersOf(reply: Response | undefined): Record<string, string> {
  const headers = [...(reply?.headers ?? [])];
  return Object.fromEntries(headers.filter(([name]) => !name.startsWith('content-')));
}

function report(logger: Logger, c: Context<HttpEnv>, err: Error, problem: ProblemError): void {
  const { requestId } = c.var;
  const request = { requestId, method: c.req.method, path: c.req.path, status: problem.status };
  if (c.req.raw.signal.aborted) logger.debug({ ...request, err }, 'client went away');
  else if (problem === err && problem.status === 503)
    logger.info({ ...request, ...expected(problem) }, 'request refused for now');
  else if (problem === err && problem.status >= 500)
    logger.warn({ ...request, err }, 'request refused');
  else if (problem.status >= 500) logger.error({ ...request, err }, 'request failed');
}

/** To be busy is no fault: a stack for each refusal would bury the ones that are. */
function expected({ detail, cause }: ProblemError): object {
  return {
    detail,
    ...(cause instanceof Error ? { cause: `${cause.name}: ${cause.message}` } : {}),
  };
}
