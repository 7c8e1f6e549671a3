import type { DigestPeriod } from '@emberlog/events';
import type { Mailing, Subscription } from './subscription.ts';

/** How long after a deferral, by how often it was tried, ms: servers that are busy are left alone longer. */
const BACKOFF_MS: readonly number[] = [5, 15, 60, 180].map((minutes) => minutes * 60_000);

/** Null: not now, and after the last deferral never. */
const attemptAfter = (last: Mailing | null, now: number): number | null => {
  if (last === null) return 1;
  if (last.outcome !== 'deferred') return null;
  const wait = BACKOFF_MS[last.attempts - 1];
  return wait !== undefined && now >= last.at + wait ? last.attempts + 1 : null;
};

/**
 * Which attempt at a digest may begin now: 1 for one that nothing was said of, the next after a deferral
 * that is long enough ago; null for all else. Never after `begun`: the mail may have left before a crash,
 * and one lost is better than one twice.
 */
export const nextAttempt = (
  { active, digests }: Subscription,
  { cadence, key }: DigestPeriod,
  now: number,
): number | null => {
  if (active?.settings.cadence !== cadence) return null;
  const last = digests[cadence];
  if (last !== null && key < last.key) return null;
  return attemptAfter(last?.key === key ? last : null, now);
};

/** The same of the mail that asks for a confirmation; null where nothing waits for one. */
export const nextConfirmation = ({ pending }: Subscription, now: number): number | null =>
  pending === null ? null : attemptAfter(pending.mail, now);

/** Whether a mail was begun of which nothing more is known: after a start it is recorded as `unknown`. */
export const isInDoubt = (mailing: Mailing | null | undefined): mailing is Mailing =>
  mailing?.outcome === 'begun';
