import type { SubscriberEvent } from '@emberlog/events';
import type { Subscription } from '@emberlog/subscriptions';
import { planDigest } from './plan-digest.ts';
import { withoutMail } from './without-mail.ts';

/**
 * What is to be recorded of readers whose log was put back to an earlier time: each mail that was due
 * since may have left after that time, so none of them is sent again.
 * @param now ms UTC
 * @param ids ids of events
 */
export const mayHaveLeft = (
  subscriptions: Iterable<Subscription>,
  now: number,
  ids: () => string,
): readonly SubscriberEvent[] =>
  [...subscriptions].flatMap((subscription): readonly SubscriberEvent[] => {
    const { subscriber, pending } = subscription;
    const outcome = 'unknown' as const;
    const { missed = [], due = null } = planDigest(subscription, now) ?? {};
    const ofDigests = [...missed, ...(due === null ? [] : [due])].map(({ period }) =>
      withoutMail(subscription, period, { id: ids(), time: now, outcome }),
    );
    const mail = pending?.mail ?? null;
    if (pending === null || (mail !== null && mail.outcome !== 'deferred')) return ofDigests;
    const { request } = pending;
    const data = { request, outcome, attempt: (mail?.attempts ?? 0) + 1 };
    const asked = { id: ids(), subject: subscriber, time: now };
    return [...ofDigests, { ...asked, type: 'confirmation.sent', data }];
  });
