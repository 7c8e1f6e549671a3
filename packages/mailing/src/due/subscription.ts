import { z } from 'zod';
import { timeZoneName } from './time-zone-name.ts';

const schedule = {
  /** Who subscribed: an id, never an address. */
  subscriber: z.string().min(1).max(200),
  /** The hour of the reader's own clock at which the digest is sent, 0 to 23. */
  hour: z.number().int().min(0).max(23),
  timeZone: timeZoneName,
  /** When the subscription was confirmed, ms UTC; nothing that was due before is sent or missed. */
  since: z
    .number()
    .int()
    .min(0)
    .max(Date.UTC(2199, 11, 31)),
};

/** What a reader asked for. `weekday` is ISO's: 1 is Monday, 7 is Sunday. */
export const subscriptionSchema = z.discriminatedUnion('cadence', [
  z.strictObject({ ...schedule, cadence: z.literal('daily') }),
  z.strictObject({
    ...schedule,
    cadence: z.literal('weekly'),
    weekday: z.number().int().min(1).max(7),
  }),
]);

export type Subscription = Readonly<z.infer<typeof subscriptionSchema>>;
