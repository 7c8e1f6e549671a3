import type { SubscriberEvent } from '@emberlog/events';
import { nobody, type LastDigest, type Subscription } from './subscription.ts';

/**
 * A subscription after one more of its events, in the order of the log; the same object where that says
 * nothing new: a link that was used already, one of before an unsubscription, a digest that is older than
 * the last, whatever follows an erasure.
 */
export const applyEvent = (before: Subscription, event: SubscriberEvent): Subscription => {
  if (before.isErased) return before;
  const { time } = event;
  switch (event.type) {
    case 'subscriber.requested':
      if (!isNewer(event, before.lastRequest)) return before;
      return {
        ...before,
        lastRequest: { time, id: event.id },
        pending: { request: event.id, settings: event.data.settings, at: time },
      };
    case 'subscriber.confirmed': {
      const { pending } = before;
      if (pending?.request !== event.data.request) return before;
      return {
        ...before,
        active: { settings: pending.settings, since: before.active?.since ?? time },
        pending: null,
        ended: null,
      };
    }
    case 'subscriber.changed':
      if (before.active === null) return before;
      return { ...before, active: { ...before.active, settings: event.data.settings } };
    case 'subscriber.unsubscribed':
      // A request that waits ends too: its link is no way around who just left.
      if (before.active === null && before.pending === null) return before;
      return {
        ...before,
        active: null,
        pending: null,
        ended: { reason: event.data.reason, at: time },
      };
    case 'subscriber.erased':
      return { ...nobody(before.subscriber), isErased: true };
    case 'digest.sent':
      return withDigest(before, event);
  }
};

/** By (time, id): a log may hold a request twice, with others in between. */
const isNewer = (
  { time, id }: Pick<SubscriberEvent, 'time' | 'id'>,
  last: Subscription['lastRequest'],
): boolean => last === null || time > last.time || (time === last.time && id > last.id);

const withDigest = (
  before: Subscription,
  { data, time }: Extract<SubscriberEvent, { type: 'digest.sent' }>,
): Subscription => {
  const { period, outcome, attempt } = data;
  const last = before.digests[period.cadence];
  if (last !== null && !isNews(last, { key: period.key, outcome, attempts: attempt }))
    return before;
  const digest = { key: period.key, outcome, attempts: attempt, at: time };
  return { ...before, digests: { ...before.digests, [period.cadence]: digest } };
};

/** Keys of lists of one kind sort as their times do. */
const isNews = (last: LastDigest, { key, outcome, attempts }: Omit<LastDigest, 'at'>): boolean => {
  if (key !== last.key) return key > last.key;
  if (attempts !== last.attempts) return attempts > last.attempts && last.outcome === 'deferred';
  return last.outcome === 'begun' && outcome !== 'begun';
};

/** Subscribers by id at the end of a log, each by its own events in their order. */
export const foldSubscriptions = (
  events: Iterable<SubscriberEvent>,
): ReadonlyMap<string, Subscription> => {
  const found = new Map<string, Subscription>();
  for (const event of events) {
    const { subject } = event;
    found.set(subject, applyEvent(found.get(subject) ?? nobody(subject), event));
  }
  return found;
};
