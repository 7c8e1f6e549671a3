import { z } from 'zod';
import { link } from './digest.ts';

/** What the mail tells that asks whether it was the reader who asked. */
export const confirmationSchema = z.object({
  site: z.object({ name: z.string().min(1).max(100), url: link }),
  /** What was asked for. */
  settings: z.object({
    cadence: z.enum(['daily', 'weekly']),
    hour: z.int().min(0).max(23),
    /** ISO, of a weekly digest. */
    weekday: z.int().min(1).max(7).nullable(),
    timeZone: z.string().min(1).max(64),
    organizations: z.array(z.string()),
    tags: z.array(z.string()),
  }),
  links: z.object({
    confirm: link,
    /** Ends the request, for who did not make it. */
    unsubscribe: link,
  }),
});

export type Confirmation = z.input<typeof confirmationSchema>;
export type ReadConfirmation = z.output<typeof confirmationSchema>;
