import type { NewRecord, Topic } from '@emberlog/event-log';
import { encodeEvent, parseEvent, withActor } from '@emberlog/events';
import { createPseudonymiser } from '@emberlog/service-kit';
import { wireEventsOf, type WireEventsOptions } from './wire-events.ts';

const TOPIC: Readonly<Record<string, Topic>> = {
  'item.viewed': 'emberlog.views',
  'item.upvoted': 'emberlog.votes',
  'item.upvote_retracted': 'emberlog.votes',
};

const pseudonymise = createPseudonymiser({
  secret: new Uint8Array(32).fill(7),
  purpose: 'emberlog actor',
});

/** The records a collector would append for these events. */
export const recordsOf = (options: WireEventsOptions): NewRecord[] =>
  wireEventsOf(options).map((wire) => {
    const parsed = parseEvent(wire, { receivedAt: options.now, envelope: 'lenient' });
    const topic = TOPIC[wire.type];
    if (!parsed.ok || topic === undefined) throw new Error(`${wire.id} is not an event`);
    const value = encodeEvent(withActor(parsed.event, pseudonymise));
    return { topic, key: wire.subject, value };
  });
