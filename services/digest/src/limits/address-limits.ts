import type { Subscription } from '@emberlog/subscriptions';
import type { SignUpLimits } from './sign-up-limits.ts';

const DAY = 86_400_000;

/** Recorded for an address within a window; the fold keeps the times of as many. */
const MOST_IN_WINDOW = 5;

/** As many requests within that time, of which none was confirmed, are a stranger's: one a day is enough. */
const UNANSWERED_MS = 14 * DAY;

/** For how long nobody is asked again who called a mail spam, or whose server sent one back, ms. */
const SUPPRESSED_MS = { complained: 30 * DAY, bounced: 7 * DAY } as const;

type Asked = Pick<Subscription, 'active' | 'ended' | 'requestTimes'>;

/** Whether a request for an address is not to be recorded. @param now ms UTC */
export const isAskedTooOften = (
  { active, ended, requestTimes }: Asked,
  limits: Pick<SignUpLimits, 'addressPauseMs' | 'addressWindowMs'>,
  now: number,
): boolean => {
  if (ended?.reason === 'complained' || ended?.reason === 'bounced') {
    if (now - ended.at < SUPPRESSED_MS[ended.reason]) return true;
  }
  const last = requestTimes.at(-1);
  const oldest = requestTimes.at(-MOST_IN_WINDOW);
  if (last === undefined) return false;
  const isUnanswered =
    active === null && ended === null && oldest !== undefined && last - oldest < UNANSWERED_MS;
  const pause = isUnanswered ? Math.max(limits.addressPauseMs, DAY) : limits.addressPauseMs;
  // A clock that went back holds nobody by the pause; by the window it does, or nothing would.
  if (Math.abs(now - last) < pause) return true;
  return oldest !== undefined && now - oldest < limits.addressWindowMs;
};
