import type { ActiveSubscriptionReply } from '@emberlog/api';
import type { DigestSettings } from '@emberlog/events';
import { nextDue, timeZoneName } from '@emberlog/mailing';
import type { Subscription } from '@emberlog/subscriptions';

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
  const { hour, timeZone } = settings;
  if (!timeZoneName.safeParse(timeZone).success) return null;
  return nextDue({ subscriber, hour, timeZone, since, ...weekdayOf(settings) }, now).at;
};

const weekdayOf = ({ weekday }: DigestSettings) =>
  weekday === null ? { cadence: 'daily' as const } : { cadence: 'weekly' as const, weekday };
