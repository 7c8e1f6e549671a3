export { decodeEvent, encodeEvent, withActor } from './codec.ts';
export type { DecodedEvent } from './codec.ts';
export { EVENT_TYPES } from './event.ts';
export type { EmberlogEvent, EventOf, EventType } from './event.ts';
export { eventId, itemId } from './identifiers.ts';
export { fullDate, instant, instantOrDate } from './instant.ts';
export type { ItemPatch } from './item-patch.ts';
export { parseEvent } from './parse-event.ts';
export type { ParsedEvent, ParseOptions } from './parse-event.ts';
export { decodeSubscriberEvent, encodeSubscriberEvent } from './subscriber/subscriber-codec.ts';
export type { DecodedSubscriberEvent } from './subscriber/subscriber-codec.ts';
export { digestSettings, SUBSCRIBER_EVENT_TYPES } from './subscriber/subscriber-event.ts';
export type {
  DigestOutcome,
  DigestPeriod,
  DigestSettings,
  FrozenItem,
  MailOutcome,
  SubscriberEvent,
  SubscriberEventType,
} from './subscriber/subscriber-event.ts';
export { TIME_LIMITS } from './time-limits.ts';
export { CURRENT_VERSION } from './upcast.ts';
