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
 * What was told last of each rebuild, newest first; times are ms UTC by the clock of the server. The
 * first end that was told is the end, and one that is to be cancelled stays so until then, whatever is
 * told by who has not heard of it.
 */
export const rebuildJobs = defineQuery({
  name: 'rebuild-jobs',
  sql: (own) => `
    SELECT id,
      toString(max(seq)) AS last_seq,
      multiIf(
        countIf(state >= 'done') > 0, argMinIf(toString(state), (seq, told_at), state >= 'done'),
        countIf(state = 'cancelling') > 0, 'cancelling',
        argMax(toString(state), (seq, told_at))
      ) AS last_state,
      argMin(request, seq) AS first_request,
      argMax(runner, (seq, told_at)) AS last_runner,
      if(
        countIf(state >= 'done') > 0,
        argMinIf(detail, (seq, told_at), state >= 'done'),
        argMax(detail, (seq, told_at))
      ) AS last_detail,
      toUnixTimestamp64Milli(min(told_at)) AS asked_ms,
      toUnixTimestamp64Milli(max(told_at)) AS told_ms,
      dateDiff('millisecond', max(told_at), now64(3)) AS silent_ms
    FROM emberlog.${own('rebuild_jobs')}
    WHERE {id:String} IN ('', id)
    GROUP BY id
    ORDER BY asked_ms DESC, id
    LIMIT {most:UInt32}`,
  /** An empty id: any. */
  params: z.object({ id: z.string(), most: z.number() }),
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
