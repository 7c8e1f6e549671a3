import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { itemsAsOf } from './as-of-offsets.ts';

/**
 * The state of every vote on some items: one row per (item, voter). `effective_ms` means something
 * only where `transitions` > 0; `last_ms` and `last_id` are of the event that decides.
 */
export const voteStates = defineQuery({
  name: 'vote-states',
  sql: (own) => `
    SELECT kp, item,
      toString(voter) AS voter_id,
      sum(delta) AS votes,
      countIf(outcome = 'counted') AS transitions,
      toUnixTimestamp64Milli(minIf(effective_at, outcome = 'counted')) AS effective_ms,
      toUnixTimestamp64Milli(max(event_time)) AS last_ms,
      argMax(event_id, (event_time, event_id)) AS last_id
    FROM emberlog.${own('votes')}
    WHERE item IN {items:Array(String)}
      AND off < transform(kp, {kps:Array(UInt16)}, {offs:Array(UInt64)}, toUInt64(0))
    GROUP BY kp, item, voter`,
  params: itemsAsOf,
  row: z.object({
    kp: integer,
    item: z.string(),
    voter_id: z.string(),
    votes: integer,
    transitions: integer,
    effective_ms: integer,
    last_ms: integer,
    last_id: z.string(),
  }),
});
