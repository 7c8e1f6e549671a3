import {
  engineTrouble,
  TROUBLE_SENTENCE,
  type EngineTrouble,
  type Reader,
} from '@emberlog/clickhouse';
import { createProblem, type Logger } from '@emberlog/service-kit';

/** What is said of a trouble at most once in, ms. */
const SAY_EVERY = 60_000;

/**
 * A reader that throws a problem 503 where the engine lacks something: that may be over soon, and
 * is no fault of the question. Any other failure is thrown as it is.
 */
export const createRefusingReader = (
  reader: Reader,
  { logger, clock }: { readonly logger: Logger; readonly clock: () => number },
): Reader => {
  const said = new Map<EngineTrouble, number>();

  /** Every question fails as long as it lasts: a line for each would bury all others. */
  const say = (trouble: EngineTrouble, query: string, error: unknown): void => {
    const now = clock();
    const last = said.get(trouble);
    if (last !== undefined && Math.abs(now - last) < SAY_EVERY) return;
    said.set(trouble, now);
    logger.warn({ reason: TROUBLE_SENTENCE[trouble], query, err: error }, 'questions are refused');
  };

  return {
    query: async (query, params) => {
      try {
        return await reader.query(query, params);
      } catch (error) {
        const trouble = engineTrouble(error);
        if (trouble === null) throw error;
        say(trouble, query.name, error);
        throw createProblem({
          status: 503,
          detail: `this question cannot be answered for now: ${TROUBLE_SENTENCE[trouble]}`,
          headers: { 'Retry-After': '2' },
          cause: error,
        });
      }
    },
  };
};
