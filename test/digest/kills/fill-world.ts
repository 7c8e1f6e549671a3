import type { NewRecord, SubscriptionTopic } from '@emberlog/event-log';
import { encodeSubscriberEvent, type SubscriberEvent } from '@emberlog/events';
import pMap from 'p-map';
import { openBook, openLog } from '../world/open-parts.ts';
import { enter, eventsOf, type Reader } from '../world/readers.ts';
import { DUE_DAY } from './sending-order.ts';

/** After the hour of the day before, so that one digest is due and none was missed. */
const CONFIRMED_AT = DUE_DAY - 12 * 3_600_000;
/** A link lasts two days of these. */
const ASKED_AT = DUE_DAY + 7 * 3_600_000;

export const recordOf = (event: SubscriberEvent): NewRecord<SubscriptionTopic> => ({
  topic: 'emberlog.subscriptions',
  key: event.subject,
  value: encodeSubscriberEvent(event),
});

/** Writes a log and an address book with these readers; their subscribers by address. */
export const fillWorld = async (
  directory: string,
  readers: readonly Reader[],
  onReader: (done: number) => void = () => undefined,
): Promise<ReadonlyMap<string, string>> => {
  const log = openLog(directory, () => DUE_DAY);
  const book = openBook(directory);
  const subscribers = new Map<string, string>();
  await pMap(
    readers,
    async (reader) => {
      const subscriber = await enter(book, reader.address);
      subscribers.set(reader.address, subscriber);
      const at = reader.isAsked ? ASKED_AT : CONFIRMED_AT;
      await log.append(eventsOf(subscriber, reader, at).map(recordOf));
      onReader(subscribers.size);
    },
    { concurrency: 64 },
  );
  await book.close();
  await log.close();
  return subscribers;
};
