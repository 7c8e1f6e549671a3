import { FACT_TABLES, ITEM_FIELD_BITS, type Writer } from '@emberlog/clickhouse';

/** A site's history: votes spread evenly over the time, each on an item listed not long before. */
export type VoteHistory = {
  readonly votes: number;
  readonly items: number;
  /** ms UTC; `end` is excluded. */
  readonly start: number;
  readonly end: number;
};

const DAY = 86_400_000;
const YEARS = 3;

/** A large site, and one that continuous integration can wait for. */
export const SIZES = {
  full: { votes: 28_000_000, items: 200_000 },
  small: { votes: 600_000, items: 12_000 },
} as const;

/** Three years up to `end`. */
export const threeYears = (votes: number, items: number, end: number): VoteHistory => ({
  ...{ votes, items, start: end - YEARS * 365 * DAY, end },
});

/**
 * SQL, the same in every engine, for what vote or item `n` is. Votes go to the items listed in the
 * last fortieth of the time, scattered by a multiplicative hash.
 */
export const historySql = ({ votes, items, start, end }: VoteHistory) => {
  const span = end - start;
  const newest = `floor(n * ${items} / ${votes})`;
  return {
    voteTime: `${start} + floor(n * ${span} / ${votes})`,
    voteItem: `greatest(0, ${newest} - (n * 7919) % ${Math.max(1, Math.floor(items / 40))})`,
    itemTime: `${start} + floor(n * ${span} / ${items})`,
  };
};

/** First vote of each month and of the end: an INSERT into one month is one part. */
const monthStarts = ({ votes, start, end }: VoteHistory): readonly number[] => {
  const starts = [0];
  for (let month = new Date(start).getUTCMonth() + 1; ; month++) {
    const at = Date.UTC(new Date(start).getUTCFullYear(), month);
    if (at >= end) return [...starts, votes];
    starts.push(Math.ceil(((at - start) * votes) / (end - start)));
  }
};

/**
 * Fills the migrated, empty tables without a log: for statements alone, which trust the rows. Every
 * partition of the log then ends below `HISTORY_END`.
 */
export const writeHistory = async (
  writer: Writer,
  history: VoteHistory,
  say: (line: string) => void,
): Promise<void> => {
  const { voteTime, voteItem, itemTime } = historySql(history);
  const instant = (ms: string): string => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;
  const sets = ITEM_FIELD_BITS.title | ITEM_FIELD_BITS.listedAt;
  await writer.command(
    `INSERT INTO emberlog.${FACT_TABLES[0]}
       (kp, off, item, event_id, event_time, recorded_at, kind, sets, title, listed_at, appended, logged)
     SELECT n % 4, intDiv(n, 4), concat('papers/', toString(n)), toString(n), at, at, 'published', ${sets},
       concat('Paper ', toString(n)), at, at, at
     FROM (SELECT number AS n, ${instant(itemTime)} AS at FROM numbers(${history.items}))`,
  );
  const months = monthStarts(history);
  for (const [month, from] of months.slice(0, -1).entries()) {
    const count = (months[month + 1] ?? from) - from;
    say(`writes month ${month + 1} of ${months.length - 1}`);
    await writer.command(
      `INSERT INTO emberlog.votes
         (kp, off, item, voter, event_id, event_time, kind, outcome, effective_at, recorded_at,
          delta, appended, logged, digest)
       SELECT n % 4, intDiv(n, 4), concat('papers/', toString(toInt64(${voteItem}))), n, toString(n), at,
         'upvoted', 'counted', at, at, 1, at, at, n
       FROM (SELECT number AS n, ${instant(voteTime)} AS at FROM numbers(${from}, ${count}))
       SETTINGS max_insert_threads = 1, max_threads = 1`,
    );
  }
};

/** Next offsets of the four partitions that hold so many rows of a history. */
export const historyEnds = (rows: number): number[] =>
  [0, 1, 2, 3].map((kp) => Math.ceil((rows - kp) / 4));
