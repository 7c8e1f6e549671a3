/** Counts calls by key within a window of time. */
export type RateLimit = {
  /** 0 when the call is allowed and now counted, else ms until the key may call again. */
  readonly take: (key: string) => number;
};

export type RateLimitOptions = {
  /** Calls a key may make per window. */
  readonly limit: number;
  readonly windowMs: number;
  /** ms since 1970. */
  readonly clock: () => number;
  /** Keys remembered at once; beyond it new keys are refused. @default 50000 */
  readonly keys?: number;
};

/** Windows are the same for all keys and end on multiples of their length, so memory is bounded. */
export const createRateLimit = (options: RateLimitOptions): RateLimit => {
  const { limit, windowMs, clock, keys = 50_000 } = options;
  const counts = new Map<string, number>();
  let current = Number.NEGATIVE_INFINITY;
  return {
    take: (key) => {
      const now = clock();
      const window = Math.floor(now / windowMs);
      if (window !== current) {
        counts.clear();
        current = window;
      }
      const count = counts.get(key) ?? 0;
      if (count >= limit || (count === 0 && counts.size >= keys))
        return (window + 1) * windowMs - now;
      counts.set(key, count + 1);
      return 0;
    },
  };
};
