import { ServerUnreachableError } from './server-unreachable-error.ts';

/**
 * The answer, or after `ms` a rejection with `ServerUnreachableError`: then the signal ends, so that
 * whatever was begun for it is given up.
 */
export const answeredWithin = async <T>(
  ms: number,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new ServerUnreachableError(new Error(`nothing in ${ms} ms`));
      over.abort(error);
      reject(error);
    }, ms);
  });
  try {
    return await Promise.race([ask(over.signal), late]);
  } finally {
    clearTimeout(timer);
  }
};
