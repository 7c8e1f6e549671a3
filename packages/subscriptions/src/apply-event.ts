import type { SubscriberEvent } from '@emberlog/events';
import { nobody, type Mailing, type Subscription } from './subscription.ts';

/** As many as the limit of a day, which is all that they are kept for. */
const REQUEST_TIMES = 5;

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
        requestTimes: [...before.requestTimes, time].slice(-REQUEST_TIMES),
        pending: { request: event.id, settings: event.data.settings, at: time, mail: null },
      };
    case 'subscriber.confirmed': {
      const { pending } = before;
      if (pending?.request !== event.data.request) return before;
      return {
        ...before,
        active: { settings: pending.settings, since: before.active?.since ?? time },
        pending: null,
        ended: null,
        returned: [],
      };
    }
    case 'confirmation.sent':
      return withConfirmation(before, event);
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
    case 'digest.returned': {
      const { key } = event.data.period;
      if (before.active === null || before.returned.includes(key)) return before;
      return { ...before, returned: [...before.returned, key] };
    }
    case 'digest.issued':
      // Of all readers, and so of none.
      return before;
  }
};

/** By (time, id): a log may hold a request twice, with others in between. */
const isNewer = (
  { time, id }: Pick<SubscriberEvent, 'time' | 'id'>,
  last: Subscription['lastRequest'],
): boolean => last === null || time > last.time || (time === last.time && id > last.id);

const withConfirmation = (
  before: Subscription,
  { id, data, time }: Extract<SubscriberEvent, { type: 'confirmation.sent' }>,
): Subscription => {
  const { pending } = before;
  if (pending?.request !== data.request) return before;
  const next = { outcome: data.outcome, attempts: data.attempt, at: time };
  if (!follows(pending.mail, next)) return before;
  return {
    ...before,
    pending: { ...pending, mail: { ...next, by: beginner(pending.mail, next, id) } },
  };
};

const withDigest = (
  before: Subscription,
  { id, data, time }: Extract<SubscriberEvent, { type: 'digest.sent' }>,
): Subscription => {
  const { period, outcome, attempt } = data;
  const { cadence, key } = period;
  const found = before.digests[cadence];
  // Keys of lists of one kind sort as their times do.
  if (found !== null && key < found.key) return before;
  const last = found?.key === key ? found : null;
  const next = { outcome, attempts: attempt, at: time };
  if (!follows(last, next)) return before;
  const digest = { key, ...next, by: beginner(last, next, id) };
  return { ...before, digests: { ...before.digests, [cadence]: digest } };
};

type Next = Omit<Mailing, 'by'>;

/** Whether that can be the next to become of a mail: of two that begin an attempt only the first. */
const follows = (last: Mailing | null, { outcome, attempts }: Next): boolean => {
  if (last === null) return true;
  if (attempts !== last.attempts) return attempts > last.attempts && last.outcome === 'deferred';
  return last.outcome === 'begun' && outcome !== 'begun';
};

const beginner = (last: Mailing | null, { attempts }: Next, id: string): string =>
  last?.attempts === attempts ? last.by : id;

/** Subscribers by id at the end of a log, each by its own events in their order. */
export const foldSubscriptions = (
  events: Iterable<SubscriberEvent>,
): ReadonlyMap<string, Subscription> => {
  const found = new Map<string, Subscription>();
  for (const event of events) {
    const { subject, type } = event;
    if (type === 'digest.issued') continue;
    found.set(subject, applyEvent(found.get(subject) ?? nobody(subject), event));
  }
  return found;
};
