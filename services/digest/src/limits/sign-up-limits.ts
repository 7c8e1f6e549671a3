import { createProblem } from '@emberlog/service-kit';
import { createSlidingLimit } from './sliding-limit.ts';
import { createTokenBucket } from './token-bucket.ts';

/** How many may ask for a subscription. */
export type SignUpLimits = {
  /** Requests of one network within `networkWindowMs`. @default 10 */
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
  ...{ perNetwork: 10, networkWindowMs: 600_000 },
  ...{ perSecond: 20, burst: 200 },
  ...{ addressPauseMs: 300_000, addressWindowMs: 86_400_000 },
};

/** Whatever the limits are: room is taken for all of them at once. */
const MOST_NETWORKS = 100_000;

/**
 * Counts a request of a network, or throws a problem with `Retry-After`: 429 where that network asks for
 * too much, 503 where all together do. Only what all together may is counted: so no more networks are
 * remembered than that lets through within a window, however many ask.
 * @param now monotonic, ms
 */
export const createSignUpGate = (limits: SignUpLimits, now: () => number) => {
  const { perNetwork, networkWindowMs, perSecond, burst } = limits;
  const passing = burst + Math.ceil((perSecond * networkWindowMs) / 1_000);
  const networks = createSlidingLimit({
    ...{
      limit: perNetwork,
      windowMs: networkWindowMs,
      keys: Math.min(passing, MOST_NETWORKS),
      now,
    },
  });
  const takeOfAll = createTokenBucket({ perSecond, burst, now });

  return (network: string): void => {
    const networkWait = networks.waitOf(network);
    if (networkWait > 0) {
      throw refusal(429, networkWait, 'Many subscriptions were asked for from this network.');
    }
    const wait = takeOfAll();
    if (wait > 0) throw refusal(503, wait, 'Many people subscribe at this moment.');
    networks.count(network);
  };
};

const refusal = (status: 429 | 503, waitMs: number, why: string) => {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const when =
    seconds < 120
      ? `${seconds} second${seconds === 1 ? '' : 's'}`
      : `${Math.ceil(seconds / 60)} minutes`;
  return createProblem({
    status,
    detail: `${why} Try again in ${when}.`,
    headers: { 'Retry-After': String(seconds) },
  });
};
