import type { RunningPostgres } from './start-postgres.ts';
import { historySql, type VoteHistory } from '../dataset/vote-history.ts';

type Sql = RunningPostgres['sql'];

/** The same votes and items in PostgreSQL, with the index its exact ranking wants. */
export const fillPostgres = async (sql: Sql, history: VoteHistory): Promise<void> => {
  const { voteTime, voteItem, itemTime } = historySql(history);
  // Numbers as double precision: the products of the arithmetic pass 2^63 for no history here, and
  // both engines then divide alike.
  const rows = (count: number): string =>
    `(SELECT number::double precision AS n FROM generate_series(0, ${count - 1}) AS number) AS numbered`;
  const modulo = voteItem.replace(/\(n \* 7919\) % (\d+)/, 'mod((n * 7919)::bigint, $1)');
  await sql.unsafe(`
    DROP TABLE IF EXISTS votes, items;
    CREATE UNLOGGED TABLE items AS
      SELECT 'papers/' || n::bigint AS item, (${itemTime})::bigint AS listed_at FROM ${rows(history.items)};
    CREATE UNLOGGED TABLE votes AS
      SELECT 'papers/' || (${modulo})::bigint AS item, n::bigint AS voter,
        (${voteTime})::bigint AS effective_at, (${voteTime})::bigint AS recorded_at, 1::smallint AS delta
      FROM ${rows(history.votes)};
    ALTER TABLE items ADD PRIMARY KEY (item);
    CREATE INDEX ON votes (effective_at) INCLUDE (recorded_at, item, delta);
  `);
  for (const table of ['items', 'votes']) await sql.unsafe(`VACUUM (ANALYZE) ${table}`);
};

export type PostgresRanking = {
  /** ms UTC. */
  readonly asOf: number;
  /** ms. */
  readonly halfLife: number;
  readonly prior: number;
};

/** The exact top 50, by the same rule: a vote beyond 32 half-lives weighs nothing. */
export const rankInPostgres = async (
  sql: Sql,
  { asOf, halfLife, prior }: PostgresRanking,
): Promise<readonly string[]> => {
  const weight = (time: string): string =>
    `floor(power(2, (${time} - ${asOf})::double precision / ${halfLife}) * 4294967296)`;
  const rows = await sql.unsafe<{ item: string }[]>(`
    SELECT items.item, ${prior} * ${weight('listed_at')} + coalesce(weighed, 0) AS score
    FROM items
    LEFT JOIN (
      SELECT item, sum(delta * ${weight('effective_at')}) AS weighed
      FROM votes
      WHERE effective_at > ${asOf - 32 * halfLife} AND effective_at <= ${asOf} AND recorded_at <= ${asOf}
      GROUP BY item
    ) AS counted USING (item)
    WHERE listed_at <= ${asOf}
    ORDER BY score DESC, listed_at DESC, item
    LIMIT 50`);
  return rows.map(({ item }) => item);
};
