import { z } from 'zod';

const parameter = z.object({
  /** The name of the query parameter. */
  name: z.string(),
  type: z.enum(['duration', 'integer', 'enum']),
  description: z.string(),
  default: z.union([z.string(), z.number()]).nullable(),
  min: z.union([z.string(), z.number()]).optional(),
  max: z.union([z.string(), z.number()]).optional(),
  values: z.array(z.string()).optional(),
});

/** `GET /v1/algorithms`. */
export const algorithmsReply = z.object({
  algorithms: z.array(
    z.object({
      name: z.string(),
      version: z.int(),
      title: z.string(),
      words: z.string(),
      formula: z.string(),
      evidence: z.string().nullable(),
      parameters: z.array(parameter),
    }),
  ),
});
export type AlgorithmsReply = z.infer<typeof algorithmsReply>;
