import { z } from 'zod';
import { headerLine } from './header-line.ts';
import { mailAddress } from './mail-address.ts';
import { MESSAGE_ID } from './message-id.ts';

const body = z
  .string()
  .refine((text) => text !== '' && text.length <= 1_000_000 && !/[\0\p{Surrogate}]/u.test(text), {
    error: 'must be 1 to 1,000,000 characters, without NUL or a lone surrogate',
  });

const webLink = z
  .string()
  .refine((text) => text.length <= 2_000 && /^https?:\/\//i.test(text) && URL.canParse(text), {
    error: 'must be an absolute http or https URL of at most 2,000 characters',
    abort: true,
  })
  .transform((text) => new URL(text).href);

/** Host names of at least two labels, or `localhost`. */
const listId = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, {
  error: 'must be of the form digest.papers.example',
});

export const letterSchema = z.object({
  from: z.object({ name: headerLine(100), address: mailAddress }),
  /** Where notifications of failure go. @default from.address */
  returnPath: mailAddress.optional(),
  to: mailAddress,
  subject: headerLine(200),
  text: body,
  html: body,
  /** ms UTC: when the digest is sent. */
  date: z
    .number()
    .int()
    .min(0)
    .max(Date.UTC(2199, 11, 31)),
  messageId: z.string().regex(MESSAGE_ID, { error: 'must be a Message-ID in angle brackets' }),
  list: z.object({ id: listId, name: headerLine(100) }),
  /** The page to leave on, which also takes the one-click POST of RFC 8058. */
  unsubscribe: webLink,
});

/** What a message is made of. */
export type Letter = z.input<typeof letterSchema>;
