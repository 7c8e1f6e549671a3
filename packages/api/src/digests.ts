import { z } from 'zod';
import { rankedItem } from './ranked-list.ts';

/** A period that digests are of: a UTC day (`2025-12-10`) or an ISO week (`2025-W50`). */
const issue = z.object({
  cadence: z.enum(['daily', 'weekly']),
  key: z.string(),
  /** What was true then: the last instant of the period. */
  as_of: z.iso.datetime(),
  /** What was known then: the list asked for at both is this issue. */
  position: z.string(),
  issued_at: z.iso.datetime(),
});

/** `GET /v1/digests`: issues, newest first. */
export const digestsReply = z.object({
  digests: z.array(z.object({ ...issue.shape, papers: z.int() })),
});
export type DigestsReply = z.infer<typeof digestsReply>;

/** `GET /v1/digests/:key`: an issue as its readers got it; the same whenever it is asked for. */
export const digestReply = z.object({
  ...issue.shape,
  items: z.array(rankedItem),
  /** Keys of the issues of its cadence beside it that have papers. */
  previous: z.string().nullable(),
  next: z.string().nullable(),
});
export type DigestReply = z.infer<typeof digestReply>;
