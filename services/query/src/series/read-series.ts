import type { TimeseriesReply } from '@emberlog/api';
import { viewSeries, voteSeries } from '@emberlog/clickhouse';
import { createProblem } from '@emberlog/service-kit';
import { scoreNumber } from '../list/answer-list.ts';
import type { Cut } from '../list/cut.ts';
import { filtersUnasked, readStandings } from '../list/ranked-list.ts';
import type { QueryContext } from '../query-context.ts';
import { rankingOf } from '../request/ranking-of.ts';
import { countIntervals, startOf, startsWithin, type Interval } from './interval.ts';
import type { CountMetric, SeriesRequest, StandingMetric } from './series-request.ts';

/** An item that is there at the cut, and since when lists may hold it, ms UTC. */
export type ListedItem = { readonly id: string; readonly listedAt: number };
type Context = Pick<
  QueryContext,
  'reader' | 'catalogue' | 'viewRetentionMs' | 'viewsExpiredThrough' | 'seriesLanes'
> & {
  /** Whether anybody waits for the series. */
  readonly isWanted: () => boolean;
};
type Points = TimeseriesReply['points'];

/** A standing is a statement over the whole list. */
const MOST_POINTS: Readonly<Record<CountMetric | StandingMetric, number>> = {
  upvotes: 1_000,
  views: 1_000,
  rank: 120,
  score: 120,
};

/**
 * Reads a series at a cut. Throws a problem 400 for a span that ends before it begins, or is too long,
 * and what its lanes throw.
 */
export const readSeries = async (
  context: Context,
  item: ListedItem,
  request: SeriesRequest,
  cut: Cut,
): Promise<Points> => {
  const to = request.to ?? cut.asOf + 1;
  if (request.from !== null && request.from > to) throw endsBeforeItBegins();
  if (request.ranking === null) return await readCounts(context, item, { ...request, to }, cut);
  const starts = startsOf({ ...request, to }, request.from ?? Math.min(item.listedAt, to));
  const { algorithm, params } = request.ranking;
  const ranking = rankingOf(algorithm, params);
  const filters = filtersUnasked(algorithm);
  const { viewRetentionMs, seriesLanes, isWanted } = context;
  const through = algorithm === 'best' ? await context.viewsExpiredThrough() : null;
  const valueAt = async (asOf: number): Promise<number | null> => {
    // Some of the views that counted then may be dropped.
    if (through !== null && asOf - viewRetentionMs < through) return null;
    const list = { ranking, filters, viewRetentionMs, cut: { ...cut, asOf } };
    const standing = (await readStandings(context, list, [item.id])).get(item.id);
    if (standing === undefined) return null;
    return request.metric === 'rank' ? standing.rank : scoreNumber(ranking, standing.score);
  };
  const { width } = request.interval;
  return await seriesLanes.run(
    starts,
    async (start) =>
      pointAt(
        start,
        start > cut.asOf ? null : await valueAt(Math.min(start + width - 1, cut.asOf)),
      ),
    isWanted,
  );
};

type Spanned<R> = R & { readonly to: number };

const readCounts = async (
  { reader, viewRetentionMs }: Pick<Context, 'reader' | 'viewRetentionMs'>,
  { id, listedAt }: ListedItem,
  request: Spanned<Extract<SeriesRequest, { readonly ranking: null }>>,
  { asOf, ends }: Cut,
): Promise<Points> => {
  const { interval, metric, to } = request;
  const { width, origin } = interval;
  if (request.from !== null) expectFew(request, request.from);
  const asked = {
    ...{ item: id, as_of: asOf, width, origin },
    since: request.from === null ? 0 : startOf(interval, request.from),
    until: startOf(interval, to - 1) + width,
    rows: MOST_POINTS[metric] + 1,
  };
  const countedSince = metric === 'views' ? asOf - viewRetentionMs : Number.NEGATIVE_INFINITY;
  const rows =
    metric === 'views'
      ? await reader.query(viewSeries, {
          ...asked,
          counted_since: countedSince,
          view_ends: ends.views,
        })
      : await reader.query(voteSeries, { ...asked, vote_ends: ends.votes });
  const counts = new Map(rows.map((row) => [origin + row.interval * width, row.count]));
  const [first = to] = counts.keys();
  return startsOf(request, request.from ?? Math.min(listedAt, first, to)).map((start) => {
    const isCounted = start <= asOf && start + width > countedSince;
    return pointAt(start, isCounted ? (counts.get(start) ?? 0) : null);
  });
};

const pointAt = (start: number, value: number | null): Points[number] => ({
  at: new Date(start).toISOString(),
  value,
});

const startsOf = (request: Spanned<SeriesRequest>, from: number): readonly number[] => {
  expectFew(request, from);
  return startsWithin(request.interval, from, request.to);
};

const expectFew = ({ interval, metric, to }: Spanned<SeriesRequest>, from: number): void => {
  const points = countIntervals(interval, from, to);
  if (points > MOST_POINTS[metric]) throw tooManyPoints(interval, points, MOST_POINTS[metric]);
};

const tooManyPoints = ({ name }: Interval, points: number, most: number): Error => {
  const message = `of ${name} gives ${points} points, at most ${most} are given: take a longer one, or from and to closer together`;
  return createProblem({
    status: 400,
    detail: `the query string is not valid: interval ${message}`,
    errors: [{ path: 'interval', code: 'too_many_points', message }],
  });
};

const endsBeforeItBegins = (): Error => {
  const message = 'must not be later than to, or than as_of without it';
  return createProblem({
    status: 400,
    detail: `the query string is not valid: from ${message}`,
    errors: [{ path: 'from', code: 'after_to', message }],
  });
};
