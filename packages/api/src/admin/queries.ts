import { z } from 'zod';

const runningQuery = z.object({
  /** As its client named it, else made up. */
  id: z.string(),
  /** Id of the key it came with. */
  key: z.string(),
  /** On one line, cut off where it is long, without what its strings say. */
  statement: z.string(),
  /** `ending`: it was ended, and the engine has not let go of it yet. */
  state: z.enum(['waiting', 'running', 'ending']),
  asked_at: z.iso.datetime(),
});
export type RunningQueryReply = z.infer<typeof runningQuery>;

/** `GET /admin/v1/queries`: what is asked on the SQL port of this process, the oldest first. */
export const queriesReply = z.object({ queries: z.array(runningQuery) });
export type QueriesReply = z.infer<typeof queriesReply>;

/** `DELETE /admin/v1/queries/:id`: the engine lets go of it soon. */
export const killQueryReply = z.object({ id: z.string(), killed: z.literal(true) });
export type KillQueryReply = z.infer<typeof killQueryReply>;
