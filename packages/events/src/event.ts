import { z } from 'zod';
import { eventId, itemId } from './identifiers.ts';
import { instant } from './instant.ts';
import { itemPatch } from './item-patch.ts';
import { text, visibleText } from './text.ts';

const actor = text(1, 200);

/** The data of each event type at its current version. */
export const EVENT_DATA = {
  'item.published': itemPatch,
  'item.withdrawn': z.strictObject({ reason: text(0, 1_000).nullish() }),
  'item.viewed': z.strictObject({ actor: actor.optional() }),
  'item.upvoted': z.strictObject({ actor }),
  'item.upvote_retracted': z.strictObject({ actor }),
} as const;

export type EventType = keyof typeof EVENT_DATA;
export const EVENT_TYPES = Object.keys(EVENT_DATA) as readonly EventType[];

/**
 * An event of one type. `subject` is the item, `time` its own time in ms UTC: what the sender
 * says, not when it arrived.
 */
export type EventOf<T extends EventType> = {
  readonly id: string;
  readonly source: string;
  readonly type: T;
  readonly subject: string;
  readonly time: number;
  readonly data: z.infer<(typeof EVENT_DATA)[T]>;
};

/** Any event: a union over the types, to be narrowed by `type`. */
export type EmberlogEvent = { [T in EventType]: EventOf<T> }[EventType];

/** The CloudEvents 1.0 attributes around the data; other attributes are extensions. */
export const envelope = z.object({
  specversion: z.literal('1.0', { error: 'must be "1.0"' }).optional(),
  id: eventId,
  source: visibleText(500).optional(),
  type: z.enum(EVENT_TYPES as [EventType, ...EventType[]], {
    error: `must be one of ${EVENT_TYPES.join(', ')}`,
  }),
  subject: itemId,
  time: instant.optional(),
  datacontenttype: z
    .string()
    .regex(/^application\/json\s*(;|$)/i, { error: 'must be application/json' })
    .optional(),
  dataschema: text(1, 500).optional(),
  data: z.unknown().optional(),
});
