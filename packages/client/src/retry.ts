import { EmberlogError } from './emberlog-error.ts';

/** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

export type RetryPolicy = {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  readonly wait: Wait;
  /** In [0, 1). Spreads the attempts of many clients. */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
};

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Tries again what failed and may succeed later, after the pause the service asked for, else after
 * 0.1–0.2 s doubled each time. A service that asks for more than 30 s is not waited for.
 */
export const retry = async <T>(call: () => Promise<T>, policy: RetryPolicy): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof EmberlogError) || !error.retryable) throw error;
      if (attempt >= policy.attempts) throw error;
      const pause = error.retryAfterMs ?? backoff(attempt, policy.random);
      if (pause > LONGEST_PAUSE_MS) throw error;
      await policy.wait(pause, policy.signal);
    }
  }
};

const backoff = (attempt: number, random: () => number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.5 + random() / 2);

/** On the timers of Node and browsers. */
export const waitOnTimer: Wait = async (ms, signal) => {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
};
