import { z } from 'zod';

const level = z.enum(['ok', 'warning', 'alarm', 'unknown']);

/** `GET /admin/v1/doctor/checks`: what can be looked at, one by one. */
export const doctorChecksReply = z.object({
  checks: z.array(z.object({ name: z.string(), thorough: z.boolean() })),
});
export type DoctorChecksReply = z.infer<typeof doctorChecksReply>;

/** `GET /admin/v1/doctor`. Texts are sentences without their full stop. */
export const doctorReply = z.object({
  /** The worst of all findings. */
  level,
  checks: z.array(
    z.object({
      name: z.string(),
      level,
      findings: z.array(
        z.object({
          level,
          what: z.string(),
          /** What it means for the numbers, or for what is to come. */
          means: z.string().nullable(),
          /** The command that mends it, or what to do. */
          mend: z.string().nullable(),
        }),
      ),
    }),
  ),
  /** Whether the tables were read whole. */
  thorough: z.boolean(),
  /** RFC 3339. */
  looked_at: z.string(),
});
export type DoctorReply = z.infer<typeof doctorReply>;
