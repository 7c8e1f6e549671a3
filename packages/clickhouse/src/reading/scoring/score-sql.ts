import type { z } from 'zod';
import { AS_OF_SQL, endsParam, includedSql, instantParam, instantSql } from '../cut-sql.ts';
import type { FoldTime } from '../item-fold-sql.ts';
import type { VotesJoin } from '../listed-items-sql.ts';

/** How an algorithm scores: parts of a statement over the listed items. */
export type ScoreSql = {
  /**
   * What it needs of the votes. `only`: just of the items that may have a score above 0, which then
   * must all have a row. Null: it needs none.
   */
  readonly votes: ((times: readonly FoldTime[], only: boolean) => VotesJoin) | null;
  /** Whether it can tell the items that may have a score above 0 from the votes alone. */
  readonly findsScored: boolean;
  /** SQL of `weights`, a column of an item that its scores need. Null: they need none. */
  readonly weights: ((times: readonly FoldTime[]) => string) | null;
  /** Columns over all listed items together that its scores need, filters or not. Null: none. */
  readonly corpus: ((time: FoldTime) => string) | null;
  /** The score at the n-th of `count` times, counted from 0, from the columns of an item: an Int128. */
  readonly at: (time: FoldTime, n: number, count: number) => string;
  /** Columns with the integers that a score comes from, as an explanation needs them. */
  readonly inputs: (time: FoldTime) => readonly string[];
  /** What its part of a statement takes. */
  readonly params: (times: readonly FoldTime[]) => z.ZodRawShape;
};

/** Of an algorithm that asks for no more. */
export const NOTHING_MORE = {
  findsScored: false,
  weights: null,
  corpus: null,
  inputs: () => [],
} as const;

/** Whether a row was recorded by then. */
export const knownSql = (time: FoldTime): string =>
  `recorded_at <= ${instantSql(`{${time}:Int64}`)}`;

/** Votes that may count at as_of or before; `effective_at` is never later than `recorded_at`. */
export const COUNTED_SQL = `effective_at <= ${AS_OF_SQL} AND ${knownSql('as_of')} AND ${includedSql('vote_ends')}`;

/** The time before which nothing weighs at any time of the statement. */
export const SINCE_SQL = instantSql('{votes_since:Int64}');

/**
 * The same by the months that the table is parted by, those of `logged`: no row is logged before its vote
 * counts. Parts of before are not even looked at; a filter on `logged` itself would keep the projection by
 * time from being read.
 */
export const SINCE_MONTH_SQL = `_partition_id >= toString(toYYYYMM(${SINCE_SQL}))`;

/** The name of a column of what votes count for. */
export const pointsAt = (time: FoldTime): string => `points_${time}`;

/** The name of a column of active votes. */
export const votesAt = (time: FoldTime): string => `votes_${time}`;

/** Active votes at each time, whenever they were cast. */
export const voteCounts = (times: readonly FoldTime[]): VotesJoin => ({
  only: false,
  columns: times.map(votesAt),
  counts: true,
  sql: `
      SELECT item, ${times.map((time) => `sumIf(delta, ${knownSql(time)}) AS ${votesAt(time)}`).join(', ')}
      FROM emberlog.votes
      WHERE ${COUNTED_SQL}
      GROUP BY item`,
});

/** What a statement over votes takes. */
export const voteEndsParam = { vote_ends: endsParam } as const;

/** What a statement takes that passes over votes cast before a time, ms UTC. */
export const sinceParams = { ...voteEndsParam, votes_since: instantParam } as const;

/** A floating score as what it is compared by: ⌊score · 10^12⌋. */
export const quantaSql = (score: string): string =>
  `toInt128(toInt64(floor((${score}) * 1000000000000)))`;
