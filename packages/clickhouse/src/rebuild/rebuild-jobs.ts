import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';

export const REBUILD_STATES = [
  'asked',
  'running',
  'cancelling',
  'done',
  'failed',
  'cancelled',
] as const;
export type RebuildState = (typeof REBUILD_STATES)[number];

/**
 * What was told last of each rebuild, newest first; times are ms UTC by the clock of the server. One
 * that is to be cancelled stays so, whatever its runner tells before it has heard of it.
 */
export const rebuildJobs = defineQuery({
  name: 'rebuild-jobs',
  sql: (own) => `
    SELECT id,
      toString(max(seq)) AS last_seq,
      argMax(state, (seq, told_at)) AS told_state,
      if(told_state IN ('asked', 'running') AND countIf(state = 'cancelling') > 0, 'cancelling', toString(told_state)) AS last_state,
      argMin(request, seq) AS first_request,
      argMax(runner, (seq, told_at)) AS last_runner,
      argMax(detail, (seq, told_at)) AS last_detail,
      toUnixTimestamp64Milli(min(told_at)) AS asked_ms,
      toUnixTimestamp64Milli(max(told_at)) AS told_ms,
      dateDiff('millisecond', max(told_at), now64(3)) AS silent_ms
    FROM emberlog.${own('rebuild_jobs')}
    GROUP BY id
    ORDER BY asked_ms DESC, id
    LIMIT {most:UInt32}`,
  params: z.object({ most: z.number() }),
  row: z.object({
    id: z.string(),
    last_seq: integer,
    last_state: z.enum(REBUILD_STATES),
    first_request: z.string(),
    last_runner: z.string(),
    last_detail: z.string(),
    asked_ms: integer,
    told_ms: integer,
    silent_ms: integer,
  }),
});

export type RebuildJobRow = z.output<typeof rebuildJobs.row>;
