import type { Writer } from '@emberlog/clickhouse';

/** Rows of the votes table that no test could append one by one; times in ms UTC. */
export type Crowd = {
  readonly item: string;
  /** Offset of the first row, in partition 0. */
  readonly from: number;
  readonly rows: number;
  /** What each row adds: more than a vote, so that millions fit into thousands of rows. */
  readonly votesEach: number;
  /** When they were cast: spread over `span` ms that end here. */
  readonly until: number;
  readonly span: number;
};

/** Writes the rows of a crowd as one part. */
export const insertCrowd = async (writer: Writer, crowd: Crowd): Promise<void> => {
  const { item, from, rows, votesEach, until, span } = crowd;
  await writer.command(`
    INSERT INTO emberlog.votes (kp, off, item, voter, event_id, event_time, kind, outcome,
      effective_at, recorded_at, delta, appended, logged, digest)
    SELECT 0, ${from} + number, '${item}', ${from} + number, 'x', at, 'upvoted', 'counted',
      at, at, ${votesEach}, latest, latest, 0
    FROM (
      SELECT number, fromUnixTimestamp64Milli(toInt64(${until}), 'UTC') AS latest,
        fromUnixTimestamp64Milli(toInt64(${until} - (number * 7919) % ${span + 1}), 'UTC') AS at
      FROM numbers(${rows}))`);
};
