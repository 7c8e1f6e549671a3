import { dueAt, kindOf, lastDue, windowEnd } from './due-at.ts';
import { closingDay, indexOf, lastClosedOn, type Period, periodAt } from './period.ts';
import type { Subscription } from './subscription.ts';

/** A digest at its time. */
export type DueDigest = {
  readonly period: Period;
  /** When it became due by the reader's clock, ms UTC. */
  readonly at: number;
  /** From this instant on, ms UTC, it is missed instead of sent. */
  readonly closesAt: number;
};

export type Due = {
  readonly due: DueDigest | null;
  /** The periods that were never sent and never will be, oldest first: at most the last 60. */
  readonly missed: readonly DueDigest[];
  /** How many there are in all. */
  readonly missedCount: number;
};

const MISSED_TOLD = 60;

/**
 * Which digest is due to a subscriber, and which were missed.
 * @param last the last period that was recorded for the subscriber, sent or missed, of any cadence;
 *   with each answer's `missed` and then `due` recorded, no period comes out twice. What is to be
 *   tried again is not recorded: it comes out again until its window ends
 * @param now ms UTC
 * @throws RangeError for a `last` that is no period, or a time zone that this runtime does not know
 */
export const dueDigest = (subscription: Subscription, last: Period | null, now: number): Due => {
  const newest = lastDue(subscription, now);
  const first = firstWanted(subscription, last);
  if (newest < first) return { due: null, missed: [], missedCount: 0 };
  const isOpen = now < windowEnd(subscription, newest);
  const end = isOpen ? newest : newest + 1;
  const told = Math.min(end - first, MISSED_TOLD);
  return {
    due: isOpen ? digestAt(subscription, newest) : null,
    missed: Array.from({ length: told }, (_, i) => digestAt(subscription, end - told + i)),
    missedCount: end - first,
  };
};

/** The next digest to become due after that instant (ms UTC), to show to the reader. */
export const nextDue = (subscription: Subscription, after: number): DueDigest => {
  let index = Math.max(lastDue(subscription, after) + 1, firstWanted(subscription, null));
  // Of two that come due at one instant only the newer is sent.
  while (windowEnd(subscription, index) <= dueAt(subscription, index)) index += 1;
  return digestAt(subscription, index);
};

const digestAt = (subscription: Subscription, index: number): DueDigest => ({
  period: periodAt(kindOf(subscription), index),
  at: dueAt(subscription, index),
  closesAt: windowEnd(subscription, index),
});

/** The first period due since the confirmation whose end is after that of the last one recorded. */
const firstWanted = (subscription: Subscription, last: Period | null): number => {
  const kind = kindOf(subscription);
  let since = lastDue(subscription, subscription.since);
  while (dueAt(subscription, since) < subscription.since) since += 1;
  if (last === null) return since;
  // A day that the last week held, or a week that closed with the last day, is not sent again.
  const after = lastClosedOn(kind, closingDay(last.kind, indexOf(last))) + 1;
  return Math.max(since, after);
};
