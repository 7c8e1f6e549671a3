import { nextAttempt, nextConfirmation, type Subscription } from '@emberlog/subscriptions';
import { digestPeriod } from '../issues/list-period.ts';
import { nextDigest, planDigest } from './plan-digest.ts';

/** ms UTC; not after `now` where something is due. */
export type QuietUntil = (subscription: Subscription, now: number) => number;

/**
 * Until when nothing is due to a subscriber as they are now, ms UTC. A subscription that changes is another
 * object, so what was found of it holds as long as it is there: a look at a hundred thousand readers is a
 * look at a hundred thousand numbers.
 */
export const createQuietUntil = (): QuietUntil => {
  const found = new WeakMap<Subscription, number>();
  return (subscription, now) => {
    const known = found.get(subscription);
    if (known !== undefined && known > now) return known;
    const until = quietUntil(subscription, now);
    found.set(subscription, until);
    return until;
  };
};

const quietUntil = (subscription: Subscription, now: number): number => {
  const plan = planDigest(subscription, now);
  if (plan === null) return Number.POSITIVE_INFINITY;
  if (plan.due !== null || plan.missedCount > 0) return now;
  return nextDigest(subscription, now)?.at ?? now;
};

/** Whether a digest could be sent or is to be recorded as missed now: not one that waits after a deferral. */
export const isDigestDue = (subscription: Subscription, now: number): boolean => {
  const plan = planDigest(subscription, now);
  if (plan === null) return false;
  if (plan.missedCount > 0) return true;
  const { due } = plan;
  return due !== null && nextAttempt(subscription, digestPeriod(due.period), now) !== null;
};

/** Whether a confirmation may be asked for now: the link in it must last for a while. */
export const isConfirmationDue = (
  subscription: Subscription,
  now: number,
  lastsMs: number,
): boolean =>
  subscription.pending !== null &&
  now < subscription.pending.at + lastsMs &&
  nextConfirmation(subscription, now) !== null;
