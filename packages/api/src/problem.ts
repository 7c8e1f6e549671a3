import { z } from 'zod';

/** One thing wrong with a request: where, which rule by code, and the rule in words. */
export const problemDetail = z.object({
  /** JSON Pointer into the body, or the name of a query parameter. */
  path: z.string(),
  code: z.string(),
  message: z.string(),
});
export type ProblemDetail = z.infer<typeof problemDetail>;

/** `application/problem+json` (RFC 9457) as every error of every service is sent. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(problemDetail),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problem>;
