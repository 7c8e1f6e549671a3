import { createSlidingLimit } from './sliding-limit.ts';
import { createTokenBucket } from './token-bucket.ts';

/** How many may ask for a subscription. */
export type SignUpLimits = {
  /** Requests of one network within `networkWindowMs`. @default 30 */
  readonly perNetwork: number;
  /** @default 600000, ten minutes */
  readonly networkWindowMs: number;
  /** Requests of all networks together, so that many of them cannot fill the book. @default 20 */
  readonly perSecond: number;
  /** @default 200 */
  readonly burst: number;
  /** Requests for one address: none within this time of the last, ms. @default 300000, five minutes */
  readonly addressPauseMs: number;
  /** ms; at most five within it are recorded. @default 86400000, a day */
  readonly addressWindowMs: number;
};

export const DEFAULT_SIGN_UP_LIMITS: SignUpLimits = {
  ...{ perNetwork: 30, networkWindowMs: 600_000 },
  ...{ perSecond: 20, burst: 200 },
  ...{ addressPauseMs: 300_000, addressWindowMs: 86_400_000 },
};

/** Whatever the limits are: room is taken for all of them at once. */
const MOST_NETWORKS = 100_000;

/** Why a request is not looked at, and when it may come again. */
export type TooMany = {
  /** 429: too many of that network; 503: of all together. */
  readonly status: 429 | 503;
  /** Whole seconds, at least 1. */
  readonly retryAfter: number;
};

/**
 * Counts a request of a network and gives null, or says why not. Only what all together may is counted:
 * so no more networks are remembered than that lets through within a window, however many ask.
 * @param now monotonic, ms
 */
export const createSignUpGate = (limits: SignUpLimits, now: () => number) => {
  const { perNetwork, networkWindowMs, perSecond, burst } = limits;
  const passing = burst + Math.ceil((perSecond * networkWindowMs) / 1_000);
  const networks = createSlidingLimit({
    limit: perNetwork,
    windowMs: networkWindowMs,
    keys: Math.min(passing, MOST_NETWORKS),
    now,
  });
  const takeOfAll = createTokenBucket({ perSecond, burst, now });

  return (network: string): TooMany | null => {
    const networkWait = networks.waitOf(network);
    if (networkWait > 0) return { status: 429, retryAfter: secondsOf(networkWait) };
    const wait = takeOfAll();
    if (wait > 0) return { status: 503, retryAfter: secondsOf(wait) };
    networks.count(network);
    return null;
  };
};

const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));
