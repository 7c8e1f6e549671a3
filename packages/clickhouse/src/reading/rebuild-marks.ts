import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { FACT_TABLES } from '../tables.ts';

/**
 * How long an answer from shared tables may take, from the look at the marks to its end, ms. A table is
 * emptied only after more than that has passed since it was told: so nobody reads it meanwhile.
 */
export const LONGEST_ANSWER_MS = 45_000;

/** What was told last of each partition of each table; no row for what no projector has checked yet. */
export const rebuildMarks = defineQuery({
  name: 'rebuild-marks',
  sql: (own) => `
    SELECT table_name AS topic, kp,
      toString(max(seq)) AS last_seq,
      toString(argMax(phase, (seq, told_at))) AS last_phase,
      argMax(target, (seq, told_at)) AS last_target
    FROM emberlog.${own('rebuilds')}
    GROUP BY table_name, kp
    ORDER BY table_name, kp`,
  params: z.object({}),
  row: z.object({
    topic: z.enum(FACT_TABLES),
    kp: integer,
    last_seq: integer,
    last_phase: z.enum(['begun', 'settled']),
    last_target: integer,
  }),
});

export type RebuildMark = z.output<typeof rebuildMarks.row>;
