import { z } from 'zod';

/** An integer of a score, scaled by 2^32, as a decimal string: it may exceed what JSON numbers hold. */
const integerText = z.string().regex(/^-?\d+$/);

/** One part of a score. The `weight` of all parts together is the score's integer. */
const part = z.object({
  name: z.string(),
  /** Age range of the votes in ms, `from` ≤ age < `to`; absent where the part is no band of ages. */
  from_ms: z.int().optional(),
  to_ms: z.int().optional(),
  votes: z.int(),
  weight: integerText,
});

/** Why a score is what it is: the formula with its numbers. */
export const explanation = z.object({
  formula: z.string(),
  score: integerText,
  parts: z.array(part),
  excluded: z.array(z.object({ reason: z.string(), votes: z.int() })),
});
export type Explanation = z.infer<typeof explanation>;
