import { defineQuery, integer, type FactTable, type Reader } from '@emberlog/clickhouse';
import { z } from 'zod';

/** Every value of every row of a table as one text each, in log order. */
export const storedRows = async (reader: Reader, table: FactTable): Promise<readonly string[]> => {
  const query = defineQuery({
    name: 'stored-rows',
    sql: `SELECT toString(tuple(*)) AS row_text FROM emberlog.${table} ORDER BY kp, off`,
    params: z.object({}),
    row: z.object({ row_text: z.string() }),
  });
  return (await reader.query(query, {})).map(({ row_text }) => row_text);
};

/** What became of the votes, in log order; times in ms UTC. */
export const storedVotes = async (reader: Reader) => await reader.query(votes, {});

/** What became of the views, in log order. */
export const storedViews = async (reader: Reader) => await reader.query(views, {});

const votes = defineQuery({
  name: 'stored-votes',
  sql: `
    SELECT kp, toString(off) AS offset, item, toString(voter) AS actor, outcome,
      delta, toUnixTimestamp64Milli(effective_at) AS effective,
      toUnixTimestamp64Milli(recorded_at) AS recorded
    FROM emberlog.votes ORDER BY kp, off`,
  params: z.object({}),
  row: z.object({
    kp: integer,
    offset: integer,
    item: z.string(),
    actor: z.string(),
    outcome: z.string(),
    delta: integer,
    effective: integer,
    recorded: integer,
  }),
});

const views = defineQuery({
  name: 'stored-views',
  sql: `
    SELECT kp, toString(off) AS offset, item, toString(viewer) AS actor, outcome, delta
    FROM emberlog.views ORDER BY kp, off`,
  params: z.object({}),
  row: z.object({
    kp: integer,
    offset: integer,
    item: z.string(),
    actor: z.string(),
    outcome: z.string(),
    delta: integer,
  }),
});
