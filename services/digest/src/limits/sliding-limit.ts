import { LRUCache } from 'lru-cache';

export type SlidingLimitOptions = {
  /** Calls of a key within any window. */
  readonly limit: number;
  readonly windowMs: number;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Keys remembered at once; beyond it the one that called longest ago is forgotten. */
  readonly keys: number;
};

/** Counts calls by key within the time before now. */
export type SlidingLimit = {
  /** 0 when the key may call now, else ms until it may. */
  readonly waitOf: (key: string) => number;
  readonly count: (key: string) => void;
};

/** `rate-limiter-flexible` keeps a timer and an entry for each key, however many there are. */
export const createSlidingLimit = (options: SlidingLimitOptions): SlidingLimit => {
  const { limit, windowMs, now, keys } = options;
  const calls = new LRUCache<string, readonly number[]>({ max: keys });
  return {
    waitOf: (key) => {
      const oldest = calls.peek(key)?.at(-limit);
      return oldest === undefined ? 0 : Math.max(0, oldest + windowMs - now());
    },
    count: (key) => {
      calls.set(key, [...(calls.peek(key) ?? []), now()].slice(-limit));
    },
  };
};
