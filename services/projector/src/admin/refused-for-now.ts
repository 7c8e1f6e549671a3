import { engineTrouble, TROUBLE_SENTENCE } from '@emberlog/clickhouse';
import { LogUnavailableError } from '@emberlog/event-log';
import { createProblem, type HttpEnv } from '@emberlog/service-kit';
import { EngineFailureError } from '../engine/engine-failure-error.ts';
import type { Context, Handler } from 'hono';

/** Answers 503 where the log or the engine lacks something: that may be over soon. */
export const refusedForNow =
  (answer: (c: Context<HttpEnv>) => Promise<Response>): Handler<HttpEnv> =>
  async (c) => {
    try {
      return await answer(c);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === null) throw error;
      throw createProblem({
        status: 503,
        detail: `this cannot be done for now: ${reason}`,
        headers: { 'Retry-After': '2' },
        cause: error,
      });
    }
  };

const reasonOf = (error: unknown): string | null => {
  if (error instanceof LogUnavailableError) return error.message;
  if (error instanceof EngineFailureError) {
    const trouble = engineTrouble(error.cause);
    return trouble === null ? 'the engine failed' : TROUBLE_SENTENCE[trouble];
  }
  const trouble = engineTrouble(error);
  return trouble === null ? null : TROUBLE_SENTENCE[trouble];
};
