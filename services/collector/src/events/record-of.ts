import { type EmberlogEvent, encodeEvent, type EventType, withActor } from '@emberlog/events';
import type { NewRecord, Topic } from '@emberlog/event-log';

const TOPIC: Readonly<Record<EventType, Topic>> = {
  'item.published': 'emberlog.items',
  'item.withdrawn': 'emberlog.items',
  'item.upvoted': 'emberlog.votes',
  'item.upvote_retracted': 'emberlog.votes',
  'item.viewed': 'emberlog.views',
};

/** The record of an event: keyed by its item, its actor replaced by a pseudonym. */
export const recordOf = (
  event: EmberlogEvent,
  pseudonymise: (actor: string) => string,
): NewRecord => ({
  topic: TOPIC[event.type],
  key: event.subject,
  value: encodeEvent(withActor(event, pseudonymise)),
});
