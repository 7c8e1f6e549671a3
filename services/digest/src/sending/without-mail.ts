import type { DigestOutcome, SubscriberEvent } from '@emberlog/events';
import type { Period } from '@emberlog/mailing';
import type { Subscription } from '@emberlog/subscriptions';
import { digestPeriod } from '../issues/list-period.ts';

/** What is recorded of a digest that is decided without beginning a mail: it counts as its next attempt. */
export const withoutMail = (
  { subscriber, digests }: Subscription,
  listed: Period,
  {
    id,
    time,
    outcome,
  }: {
    readonly id: string;
    readonly time: number;
    readonly outcome: DigestOutcome;
  },
): SubscriberEvent => {
  const period = digestPeriod(listed);
  const last = digests[period.cadence];
  const attempt = last?.key === period.key ? last.attempts + 1 : 1;
  return {
    ...{ id, subject: subscriber, time, type: 'digest.sent' },
    data: { period, outcome, attempt },
  };
};
