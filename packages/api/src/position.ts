import { z } from 'zod';

const ends = z.array(z.int().min(0)).max(1_024);

/** Records included per partition, by topic: the next offset, 0 for none. */
export const offsetVector = z.object({ items: ends, votes: ends, views: ends });
export type OffsetVector = z.infer<typeof offsetVector>;

/**
 * What is inside a position token before it is sealed. `read` positions come with query replies
 * and pin a query; `ingest` positions come from the collector and serve `after` only.
 */
const positionPayload = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), readModel: z.int(), ends: offsetVector }),
  z.object({ kind: z.literal('ingest'), ends: offsetVector }),
]);
export type PositionPayload = z.infer<typeof positionPayload>;

/** Purpose under which position tokens are sealed, the same in every service. */
export const POSITION_PURPOSE = 'emberlog position';

export const encodePosition = (payload: PositionPayload): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(payload));

/** Null for bytes that are no position. */
export const decodePosition = (bytes: Uint8Array): PositionPayload | null => {
  try {
    return positionPayload.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
};
