import { digestSettings } from '@emberlog/events';
import { z } from 'zod';

const { cadence, hour, organizations, tags } = digestSettings.shape;

/** One name, or several. */
const names = (several: typeof organizations) =>
  z.union([several.element.transform((one) => [one]), several]).default([]);

const wishes = {
  cadence,
  /** Of the reader's own day, 0 to 23. */
  hour: hour.default(8),
  /** ISO: 1 is Monday, which is where weekly digests begin; null of daily ones. */
  weekday: z.int().min(1).max(7).nullable().default(null),
  /** A name of the IANA database. */
  time_zone: z.string().default('UTC'),
  /** Papers of any of these organizations or with any of these tags; none: all papers. */
  filters: z.strictObject({ organization: names(organizations), tag: names(tags) }).prefault({}),
};

const weekdayFits = (wish: { cadence: 'daily' | 'weekly'; weekday: number | null }): boolean =>
  wish.cadence === 'weekly' || wish.weekday === null;
const weekdayRule = { path: ['weekday'], error: 'is of weekly digests only' };

/** Body of `POST /v1/subscriptions`: who wants which digest, and when. */
export const subscriptionRequest = z
  .strictObject({ email: z.string(), ...wishes })
  .refine(weekdayFits, weekdayRule);
export type SubscriptionRequest = z.input<typeof subscriptionRequest>;

/** Body of `POST /v1/subscriptions/preferences`: all that is wanted from now on, not only what changes. */
export const subscriptionChange = z.strictObject(wishes).refine(weekdayFits, weekdayRule);
export type SubscriptionChange = z.input<typeof subscriptionChange>;

/** The same whoever is asked for: whether an address is known is nobody's business. */
export const requestedSubscriptionReply = z.object({
  status: z.literal('pending'),
  detail: z.string(),
});
export type RequestedSubscriptionReply = z.infer<typeof requestedSubscriptionReply>;

/** What a reader gets, and when next; null where this runtime does not know the time zone any more. */
export const activeSubscriptionReply = z.object({
  status: z.literal('active'),
  cadence,
  hour,
  weekday: z.int().min(1).max(7).nullable(),
  time_zone: z.string(),
  filters: z.object({ organization: z.array(z.string()), tag: z.array(z.string()) }),
  next_digest_at: z.iso.datetime().nullable(),
});
export type ActiveSubscriptionReply = z.infer<typeof activeSubscriptionReply>;

/** `erased`: nothing is known of the reader any more. */
export const endedSubscriptionReply = z.object({
  status: z.enum(['unsubscribed', 'erased']),
  detail: z.string(),
});
export type EndedSubscriptionReply = z.infer<typeof endedSubscriptionReply>;

/** Answer of `GET /v1/subscriptions/preferences`. */
export const subscriptionReply = z.discriminatedUnion('status', [
  activeSubscriptionReply,
  requestedSubscriptionReply,
  endedSubscriptionReply,
]);
export type SubscriptionReply = z.infer<typeof subscriptionReply>;

/** Body of `POST /v1/subscriptions/bounces`, as a provider of mail tells of a message of ours. */
export const bounceReport = z.strictObject({
  messageId: z.string().min(1).max(1_000),
  /** `hard`: there is no such mailbox; `soft`: this message only; `complaint`: it was called spam. */
  kind: z.enum(['hard', 'soft', 'complaint']),
});
export type BounceReport = z.infer<typeof bounceReport>;

/** `ignored`: no message of ours, none of the subscription or the request of now, or nothing that ends one. */
export const bounceReply = z.object({ status: z.enum(['recorded', 'ignored']) });
export type BounceReply = z.infer<typeof bounceReply>;
