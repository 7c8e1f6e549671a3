import type { EventLog, SubscriptionTopic } from '@emberlog/event-log';
import { decodeSubscriberEvent, type SubscriberEvent } from '@emberlog/events';

/** All events of a log, those of each subscriber in their order. Throws where one cannot be read. */
export const readEvents = async (
  log: EventLog<SubscriptionTopic>,
): Promise<readonly SubscriberEvent[]> => {
  const events: SubscriberEvent[] = [];
  for (const { topic, partition, first, end } of await log.bounds())
    for (let offset = first; offset < end; offset += 1) {
      const record = await log.read({ topic, partition, offset });
      const decoded = decodeSubscriberEvent(record?.value ?? new Uint8Array());
      if (!decoded.ok) throw new Error(`record ${partition}/${offset}: ${decoded.reason}`);
      events.push(decoded.event);
    }
  return events;
};
