import { z } from 'zod';

/**
 * Items that one query asks for at most. A server takes 128 KiB for the text of one parameter, and
 * an id has up to 200 characters, two quotes and a comma.
 */
export const MAX_ASKED_ITEMS = 600;

/** The items asked for, and the log prefix that counts: rows of `kps[i]` below `offs[i]`. */
export const itemsAsOf = z.object({
  items: z.array(z.string()).max(MAX_ASKED_ITEMS),
  kps: z.array(z.number()),
  offs: z.array(z.number()),
});
