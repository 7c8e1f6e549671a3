import { z } from 'zod';

/**
 * Items that one query asks for at most: their text has to stay below the 256 KiB a statement may
 * have, and an id has up to 200 characters.
 */
export const MAX_ASKED_ITEMS = 1_000;

/** The items asked for, and the log prefix that counts: rows of `kps[i]` below `offs[i]`. */
export const itemsAsOf = z.object({
  items: z.array(z.string()).max(MAX_ASKED_ITEMS),
  kps: z.array(z.number()),
  offs: z.array(z.number()),
});
