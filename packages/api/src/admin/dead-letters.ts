import { z } from 'zod';
import { offsetNumber, partitionNumber, topicName } from './topic-name.ts';

const time = z.iso.datetime();

/**
 * What became of a dead letter. `resolved`: its record is read by now, as after a rebuild with an
 * upcaster that it lacked; this goes before what was done with the letter.
 */
export const deadLetterState = z.enum(['open', 'replayed', 'dropped', 'resolved']);
export type DeadLetterState = z.infer<typeof deadLetterState>;

/** What becomes of a record that still cannot be read when its letter is replayed. */
export const replayPolicy = z.enum(['stop', 'dead-letter-again', 'drop']);
export type ReplayPolicy = z.infer<typeof replayPolicy>;

export const deadLetterPlace = z.strictObject({
  topic: topicName,
  partition: partitionNumber,
  offset: offsetNumber,
});
export type DeadLetterPlace = z.infer<typeof deadLetterPlace>;

/** Which letters are meant; a filter that is absent lets every letter pass. */
export const deadLetterFilters = z.strictObject({
  topic: topicName.optional(),
  /** A part of the reason. */
  reason: z.string().min(1).max(500).optional(),
  /** Appended at or after. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Appended before. */
  until: z.iso.datetime({ offset: true }).optional(),
});
export type DeadLetterFilters = z.infer<typeof deadLetterFilters>;

export const deadLetter = z.object({
  ...deadLetterPlace.shape,
  key: z.string(),
  /** Length of the value in bytes. */
  bytes: z.int(),
  /** Why it could not be read when it was projected. */
  reason: z.string(),
  /** When its record was appended. */
  appended: time,
  state: deadLetterState,
  /** Offset of the record that a replay appended, in the same partition; null without one. */
  replayed_as: offsetNumber.nullable(),
  /** When it was replayed or dropped. */
  marked_at: time.nullable(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

/** `GET /admin/v1/dead-letters`, ordered by topic, partition, offset. */
export const deadLettersReply = z.object({
  dead_letters: z.array(deadLetter),
  /** Letters that pass the filters, this page and those after it. */
  matching: z.int(),
  next_cursor: z.string().nullable(),
});
export type DeadLettersReply = z.infer<typeof deadLettersReply>;

/** `GET /admin/v1/dead-letters/:topic/:partition/:offset`. */
export const deadLetterReply = z.object({
  ...deadLetter.shape,
  /** Base64. */
  value: z.base64(),
  /** The value where it is UTF-8. */
  text: z.string().nullable(),
  /** Why it cannot be read today; null: it can. */
  reason_now: z.string().nullable(),
});
export type DeadLetterReply = z.infer<typeof deadLetterReply>;

const selection = {
  filters: deadLetterFilters.optional(),
  places: z.array(deadLetterPlace).min(1).max(1_000).optional(),
  /** Says what would be done, and does nothing. */
  dry_run: z.boolean().default(false),
  /** Letters of one call. */
  limit: z.int().min(1).max(1_000).default(500),
  /** `next_cursor` of the call before, with the same filters. */
  cursor: z.string().optional(),
};

const isOneOf = ({ filters, places }: { filters?: unknown; places?: unknown }): boolean =>
  (filters === undefined) !== (places === undefined);
const ONE_OF = {
  error: 'must have either filters or places; {"filters":{}} means every open letter',
  params: { code: 'one_of' },
};
const hasNoLostCursor = ({ places, cursor }: { places?: unknown; cursor?: unknown }): boolean =>
  places === undefined || cursor === undefined;
const NO_CURSOR = {
  error: 'goes with filters only',
  path: ['cursor'],
  params: { code: 'cursor_with_places' },
};

/** `POST /admin/v1/dead-letters/drop`. */
export const dropRequest = z
  .strictObject(selection)
  .refine(isOneOf, ONE_OF)
  .refine(hasNoLostCursor, NO_CURSOR);
export type DropRequest = z.input<typeof dropRequest>;

/** `POST /admin/v1/dead-letters/replay`. */
export const replayRequest = z
  .strictObject({ ...selection, policy: replayPolicy.default('stop') })
  .refine(isOneOf, ONE_OF)
  .refine(hasNoLostCursor, NO_CURSOR);
export type ReplayRequest = z.input<typeof replayRequest>;

/**
 * What was done with one letter, or in a dry run would be. `again`: appended though it cannot be read,
 * to become a dead letter again. `unreadable`: here a replay with the policy `stop` ended.
 */
export const deadLetterChange = z.object({
  ...deadLetterPlace.shape,
  outcome: z.enum(['replayed', 'again', 'dropped', 'unreadable', 'not_open', 'not_found']),
  /** Why it cannot be read today, or what its state is; null where it was replayed as it should be. */
  reason: z.string().nullable(),
  /** Offset of the appended record, in the same partition. */
  appended_as: offsetNumber.nullable(),
});
export type DeadLetterChange = z.infer<typeof deadLetterChange>;

/** What `replay` and `drop` answer. */
export const deadLetterChangesReply = z.object({
  dry_run: z.boolean(),
  changes: z.array(deadLetterChange),
  /** Whether it ended at a record that cannot be read. */
  stopped: z.boolean(),
  /** Open letters that passed the filters before this call, from its cursor on. */
  matching: z.int(),
  next_cursor: z.string().nullable(),
});
export type DeadLetterChangesReply = z.infer<typeof deadLetterChangesReply>;
