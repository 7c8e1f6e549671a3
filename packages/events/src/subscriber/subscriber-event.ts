import { z } from 'zod';
import { EVENT_ID, eventId, itemId } from '../identifiers.ts';
import { fullDate } from '../instant.ts';
import { text } from '../text.ts';

/** Characters of a subscriber's id: it tells nothing of who that is. */
const SUBSCRIBER_ID = /^[A-Za-z0-9_-]{16,64}$/;

const subscriberId = z.string().regex(SUBSCRIBER_ID, {
  error: 'must be 16 to 64 characters of A-Z a-z 0-9 _ -',
});

/**
 * A name as the IANA database has them. Whether this engine knows it is asked of who chooses one: what was
 * known once must be read for ever.
 */
const timeZone = z.string().regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, {
  error: 'must be a time zone of the IANA database, such as Europe/Berlin',
});

const names = (most: number) =>
  z
    .array(text(1, most))
    .max(20, { error: 'must be at most 20 names' })
    .refine((all) => new Set(all).size === all.length, { error: 'must not name one twice' });

/** What a reader wants to get, and when. */
export const digestSettings = z
  .strictObject({
    cadence: z.enum(['daily', 'weekly']),
    /** Of the reader's own day, 0 to 23. */
    hour: z.int().min(0).max(23),
    /** ISO: 1 is Monday. Of weekly digests only. */
    weekday: z.int().min(1).max(7).nullable(),
    timeZone,
    /** Papers of any of these organizations or with any of these tags; none: all papers. */
    organizations: names(200),
    tags: names(100),
  })
  .refine(({ cadence, weekday }) => (cadence === 'weekly') === (weekday !== null), {
    path: ['weekday'],
    error: 'must be 1 to 7 of a weekly digest, and null of a daily one',
  });
export type DigestSettings = z.infer<typeof digestSettings>;

/** Which lists a digest is of: a UTC day or an ISO week, by the key of its list. */
const period = z.union([
  z.strictObject({ cadence: z.literal('daily'), key: fullDate }),
  z.strictObject({
    cadence: z.literal('weekly'),
    key: z.string().regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/),
  }),
]);
export type DigestPeriod = z.infer<typeof period>;

/**
 * What became of a mail. `begun` stands in the log before it leaves, so that a crash never makes two;
 * `unknown`: it may have left. `deferred` alone may be tried again.
 */
const MAIL_OUTCOMES = ['begun', 'sent', 'deferred', 'rejected', 'unknown'] as const;
export type MailOutcome = (typeof MAIL_OUTCOMES)[number];

/** `missed`: it was too late; `skipped`: the list had nothing for this reader. */
const DIGEST_OUTCOMES = [...MAIL_OUTCOMES, 'missed', 'skipped'] as const;
export type DigestOutcome = (typeof DIGEST_OUTCOMES)[number];

const attempt = z.int().min(1).max(1_000);

/** Papers of one issue at most. */
const MOST_ITEMS = 100;

const count = z.int().nullable();

/**
 * A paper as it stood in the list that was frozen, by the names of the wire. Whatever becomes of the read
 * model, the issue is told from here.
 */
const frozenItem = z.strictObject({
  rank: z.int().min(1),
  id: itemId,
  title: z.string(),
  url: z.string().nullable(),
  organization: z.strictObject({ name: z.string(), fullname: z.string().nullable() }).nullable(),
  authorCount: count,
  publishedAt: z.string().nullable(),
  listedAt: z.string(),
  listedOn: z.string(),
  upvotes: z.int(),
  views: z.int(),
  comments: count,
  score: z.number(),
  movement: z.strictObject({ rank: z.int(), upvotes: z.int() }).nullable(),
});
export type FrozenItem = z.infer<typeof frozenItem>;

const LEFT = ['link', 'one_click', 'preferences', 'bounced', 'complained'] as const;

/** The data of each event of a subscriber's life, and of the issues they are sent. */
export const SUBSCRIBER_DATA = {
  /** Somebody, not proven to be the reader, asked for it; the event's id is what is confirmed. */
  'subscriber.requested': z.strictObject({ settings: digestSettings }),
  'subscriber.confirmed': z.strictObject({ request: eventId }),
  'subscriber.changed': z.strictObject({ settings: digestSettings }),
  'subscriber.unsubscribed': z.strictObject({ reason: z.enum(LEFT) }),
  'subscriber.erased': z.strictObject({}),
  /** The mail that asks whether it was the reader who asked. */
  'confirmation.sent': z.strictObject({
    request: eventId,
    outcome: z.enum(MAIL_OUTCOMES),
    /** From 1, for each request. */
    attempt,
  }),
  /**
   * What the digests of a period are made of, for ever; the list asked for at `asOf` and `position` is the
   * same. Its subject is no subscriber but the issue; of several the first in the log holds.
   */
  'digest.issued': z.strictObject({
    period,
    /** The period's end, ms UTC. */
    asOf: z.int().min(0),
    /** Of the read model, sealed, as the list's answer had it. */
    position: text(1, 10_000),
    /** The papers of the whole list in the order of their ranks; none: nobody is sent any. */
    items: z.array(frozenItem).max(MOST_ITEMS),
  }),
  'digest.sent': z.strictObject({
    period,
    outcome: z.enum(DIGEST_OUTCOMES),
    /** From 1, for each period. */
    attempt,
  }),
  /** The reader's server sent a digest back for good; told by a message that anybody could write. */
  'digest.returned': z.strictObject({ period }),
} as const;

export type SubscriberEventType = keyof typeof SUBSCRIBER_DATA;
export const SUBSCRIBER_EVENT_TYPES = Object.keys(
  SUBSCRIBER_DATA,
) as readonly SubscriberEventType[];

/**
 * An event of one type. `subject` is the subscriber (of `digest.issued` the issue), `time` the clock of the service that made it, ms
 * UTC. Services make them; from outside none is taken.
 */
type SubscriberEventOf<T extends SubscriberEventType> = {
  readonly id: string;
  readonly type: T;
  readonly subject: string;
  readonly time: number;
  readonly data: z.infer<(typeof SUBSCRIBER_DATA)[T]>;
};
export type SubscriberEvent = {
  [T in SubscriberEventType]: SubscriberEventOf<T>;
}[SubscriberEventType];

/** The attributes around the data, as they are stored. */
export const storedEnvelope = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().regex(EVENT_ID),
  source: z.literal('emberlog'),
  type: z.enum(SUBSCRIBER_EVENT_TYPES as [SubscriberEventType, ...SubscriberEventType[]]),
  subject: subscriberId,
  time: z.iso.datetime(),
  dataschema: z.string(),
  data: z.unknown(),
});
