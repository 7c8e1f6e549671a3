import type { ActiveSubscriptionReply } from '@emberlog/api';
import { nextDue, timeZoneName } from '@emberlog/mailing';
import type { Subscription } from '@emberlog/subscriptions';
import { scheduleOf } from '../sending/plan-digest.ts';

/** What is told of an active subscription. */
export const shownSubscription = (
  subscriber: string,
  active: NonNullable<Subscription['active']>,
  now: number,
): ActiveSubscriptionReply => {
  const { cadence, hour, weekday, timeZone, organizations, tags } = active.settings;
  const at = nextDigestAt(subscriber, active, now);
  return {
    status: 'active',
    ...{ cadence, hour, weekday, time_zone: timeZone },
    filters: { organization: organizations, tag: tags },
    next_digest_at: at === null ? null : new Date(at).toISOString(),
  };
};

/** ms UTC; null where another runtime knew the zone, and this one does not. */
const nextDigestAt = (
  subscriber: string,
  { settings, since }: NonNullable<Subscription['active']>,
  now: number,
): number | null => {
  if (!timeZoneName.safeParse(settings.timeZone).success) return null;
  return nextDue(scheduleOf(subscriber, settings, since), now).at;
};
