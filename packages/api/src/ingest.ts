import { z } from 'zod';
import { problemDetail } from './problem.ts';

/** What a request to `POST /v1/events` may hold, counted after decompression. */
export const INGEST_LIMITS = { events: 1_000, bytes: 5 * 1024 * 1024 } as const;

/** What became of one event. `accepted` is durable; `retry` may be sent again as it is. */
export const ingestResult = z.object({
  /** Null where it could not be read. */
  id: z.string().nullable(),
  status: z.enum(['accepted', 'rejected', 'retry']),
  /** The first problem; absent when accepted. */
  error: problemDetail.optional(),
  /** All problems, the first included; absent when accepted. */
  errors: z.array(problemDetail).optional(),
});
export type IngestResult = z.infer<typeof ingestResult>;

/** 202 when all were accepted, 207 when some were; results in the order of the request. */
export const ingestReply = z.object({
  results: z.array(ingestResult),
  /** For `after=`: covers everything this collector appended before it. */
  position: z.string(),
});
export type IngestReply = z.infer<typeof ingestReply>;
