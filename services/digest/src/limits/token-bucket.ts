export type TokenBucketOptions = {
  readonly perSecond: number;
  /** As many as may come at once after a quiet time. */
  readonly burst: number;
  /** Monotonic, ms. */
  readonly now: () => number;
};

/** Takes one token: 0, or ms until there is one. */
export type TokenBucket = () => number;

export const createTokenBucket = ({ perSecond, burst, now }: TokenBucketOptions): TokenBucket => {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) * perSecond) / 1_000);
    filledAt = at;
    if (tokens < 1) return Math.ceil(((1 - tokens) * 1_000) / perSecond);
    tokens -= 1;
    return 0;
  };
};
