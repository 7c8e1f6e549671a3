import { randomUUID } from 'node:crypto';
import { mayHaveLeft } from '@emberlog/digest';
import type { EventLog, SubscriptionTopic } from '@emberlog/event-log';
import { encodeSubscriberEvent } from '@emberlog/events';
import type { Subscription } from '@emberlog/subscriptions';

/** Records of one append at most: the log takes no more at once. */
const AT_ONCE = 10_000;

/** Appends that whatever was due to these readers until now, ms UTC, may have been sent. */
export const recordDoubts = async (
  log: Pick<EventLog<SubscriptionTopic>, 'append'>,
  readers: Iterable<Subscription>,
  now: number,
): Promise<void> => {
  const records = mayHaveLeft(readers, now, randomUUID).map((event) => ({
    topic: 'emberlog.subscriptions' as const,
    key: event.subject,
    value: encodeSubscriberEvent(event),
  }));
  for (let at = 0; at < records.length; at += AT_ONCE)
    await log.append(records.slice(at, at + AT_ONCE));
};
