import { z } from 'zod';

/** Items by a hash, so that no statement needs more memory than it may have: share 0 to `shares` − 1. */
export const shareOfItems = z.object({ share: z.number(), shares: z.number() });
