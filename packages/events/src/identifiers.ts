import { z } from 'zod';

/** Characters of an event's id. */
export const EVENT_ID = /^[A-Za-z0-9._:-]{1,64}$/;
/** Characters of an item's id, whose segments are checked besides. */
export const ITEM_ID = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/;
/** An actor as the log keeps it: 64 bits of a keyed hash, 16 lower-case hexadecimal digits. */
export const PSEUDONYM = /^[0-9a-f]{16}$/;

/** An event's id: the client's own, compared by bytes; a resend must carry the same one. */
export const eventId = z.string().regex(EVENT_ID, {
  error: 'must be 1 to 64 characters of A-Z a-z 0-9 . _ : -',
});

/** An item's id, the `subject` of its events. */
export const itemId = z
  .string()
  .regex(ITEM_ID, {
    error: 'must be 1 to 200 characters of A-Z a-z 0-9 . _ : / - and start with a letter or digit',
  })
  .refine(
    (value) => value.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    {
      error: 'must have no empty, "." or ".." segment',
    },
  );
