import type { NewRecord, Topic } from '@emberlog/event-log';
import { encodeEvent, type EmberlogEvent } from '@emberlog/events';

type WithoutSource<E> = E extends EmberlogEvent ? Omit<E, 'source'> : never;

/** An event as the collector would append it. */
export const recordOf = (event: WithoutSource<EmberlogEvent>): NewRecord => ({
  topic: TOPIC_OF[event.type],
  key: event.subject,
  value: encodeEvent({ ...event, source: 'trial' }),
});

const TOPIC_OF: Readonly<Record<EmberlogEvent['type'], Topic>> = {
  'item.published': 'emberlog.items',
  'item.withdrawn': 'emberlog.items',
  'item.upvoted': 'emberlog.votes',
  'item.upvote_retracted': 'emberlog.votes',
  'item.viewed': 'emberlog.views',
};

/** The pseudonym of actor number `n`. */
export const actor = (n: number): string => n.toString(16).padStart(16, '0');
