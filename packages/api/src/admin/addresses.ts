import { z } from 'zod';

/** `GET /admin/v1/addresses`: how many there are and what opens them; nothing of whose they are. */
export const addressesReply = z.object({
  addresses: z.int(),
  /** Of `EMBERLOG_ADDRESS_KEYS` in their order: the first wraps, one that is not in use may go. */
  keys: z.array(z.object({ id: z.string(), wraps: z.boolean(), in_use: z.boolean() })),
});
export type AddressesReply = z.infer<typeof addressesReply>;

/** `POST /admin/v1/addresses/rotation`: what another key wrapped is wrapped by the first. */
export const rotationReply = z.object({
  /** Keys of addresses that were looked at. */
  done: z.int(),
  /** Those that were wrapped anew. */
  rewrapped: z.int(),
});
export type RotationReply = z.infer<typeof rotationReply>;
