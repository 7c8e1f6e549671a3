import { trendingVotes, type Reader } from '@emberlog/clickhouse';
import { weight, WEIGHT_HORIZON } from '@emberlog/ranking';
import type { z } from 'zod';

/** Points of items side by side, in units of 2^−32 vote; each lies within its error, or is exact: 0. */
export type PointColumns = {
  readonly points: Float64Array;
  readonly errors: Float64Array;
};

export type VotePoints = {
  readonly items: readonly string[];
  /** Exact. */
  readonly now: PointColumns;
  /** Null: too long ago to be told from what votes weigh now. */
  readonly earlier: PointColumns | null;
};

/** Times in ms UTC, `earlier` not later than `asOf`; ms. */
export type PointTimes = {
  readonly asOf: number;
  readonly earlier: number;
  readonly halfLifeMs: number;
};

/** Items with votes that weigh something, of one statement. */
const MOST_ITEMS = 100_000;

/** With what an item gets by being listed, a sum stays an exact double. */
const MOST_POINTS = 2 ** 53 - 2 ** 40;

/** Beyond so many half-lives what votes weighed then is not told from what they weigh now. */
const MOST_HALVINGS = 12;

/**
 * Reads what votes weigh, and about what they weighed earlier: each as many times more, but for what was
 * cut off both weights. Null where there are too many, or too great sums, to be told exactly.
 */
export const readVotePoints = async (
  reader: Reader,
  { asOf, earlier, halfLifeMs }: PointTimes,
  ends: readonly number[],
): Promise<VotePoints | null> => {
  const isNear = asOf - earlier <= MOST_HALVINGS * halfLifeMs;
  const [row] = await reader.query(trendingVotes, {
    ...{ as_of: asOf, earlier, half_life: halfLifeMs, most: MOST_ITEMS, vote_ends: [...ends] },
    // Any older vote weighs an exact 0.
    votes_since: (isNear ? earlier : asOf) - WEIGHT_HORIZON * halfLifeMs,
  });
  if (row === undefined || row.items.length > MOST_ITEMS) return null;
  const { now, known } = withUnsure(row, (castAt) => weight(asOf - castAt, halfLifeMs));
  if (now.some((points) => points > MOST_POINTS)) return null;
  return {
    items: row.items,
    now: { points: now, errors: new Float64Array(now.length) },
    earlier: isNear ? grown(known, row.rows_known, 2 ** ((asOf - earlier) / halfLifeMs)) : null,
  };
};

/** What votes weighed when each weighed `growth` times as much, but for what was cut off both weights. */
const grown = (known: Float64Array, rows: readonly number[], growth: number): PointColumns => {
  const [points, errors] = [new Float64Array(known.length), new Float64Array(known.length)];
  for (let n = 0; n < known.length; n += 1) {
    const [own, count] = [(known[n] ?? 0) * growth, rows[n] ?? 0];
    points[n] = own;
    errors[n] = count === 0 ? 0 : count * (growth + 1) + own * 2 ** -50;
  }
  return { points, errors };
};

/** The sums with the votes that the engine could not weigh. */
const withUnsure = (
  { items, points, points_late, unsure }: z.output<typeof trendingVotes.row>,
  weightOf: (castAt: number) => number,
): { readonly now: Float64Array; readonly known: Float64Array } => {
  const now = new Float64Array(points);
  const known = new Float64Array(points);
  for (let n = 0; n < known.length; n += 1) known[n] = (known[n] ?? 0) - (points_late[n] ?? 0);
  const more = new Map<string, { now: number; known: number }>();
  for (const [item, votes] of unsure) {
    const sums = { now: 0, known: 0 };
    for (const [castAt, delta, isKnown] of votes) {
      const weighed = delta * weightOf(castAt);
      sums.now += weighed;
      sums.known += isKnown * weighed;
    }
    more.set(item, sums);
  }
  if (more.size === 0) return { now, known };
  for (let n = 0; n < items.length; n += 1) {
    const added = more.get(items[n] ?? '');
    if (added === undefined) continue;
    now[n] = (now[n] ?? 0) + added.now;
    known[n] = (known[n] ?? 0) + added.known;
  }
  return { now, known };
};
