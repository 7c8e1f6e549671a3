import { AddressBookUnavailableError } from '@emberlog/address-book';
import { LogUnavailableError } from '@emberlog/event-log';
import { createProblem, type HttpEnv, type ProblemError } from '@emberlog/service-kit';
import type { Handler } from 'hono';

/** A problem with a token of a mail, by a stable code. */
export const linkProblem = (
  status: 400 | 410,
  code: 'token_invalid' | 'token_expired' | 'token_used',
  title: string,
  detail: string,
): ProblemError =>
  createProblem({
    ...{ status, title, detail },
    errors: [{ path: 'token', code, message: detail }],
    // By itself a cache may keep a 410.
    headers: { 'Cache-Control': 'no-store' },
  });

const RETRY_AFTER_SECONDS = 5;

/** Answers 503 while the log or the address book takes nothing; what is thrown else goes on. */
export const untilAvailable =
  (handler: (...args: Parameters<Handler<HttpEnv>>) => Promise<Response>): Handler<HttpEnv> =>
  async (c, next) => {
    try {
      return await handler(c, next);
    } catch (error) {
      if (!(error instanceof LogUnavailableError || error instanceof AddressBookUnavailableError))
        throw error;
      throw createProblem({
        status: 503,
        detail: 'The service cannot write at this moment. Try again: to ask twice does no harm.',
        headers: { 'Retry-After': String(RETRY_AFTER_SECONDS), 'Cache-Control': 'no-store' },
        cause: error,
      });
    }
  };
