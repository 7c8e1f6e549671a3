import { instantOrDate } from '@emberlog/events';
import type { AlgorithmName } from '@emberlog/ranking';
import { readQuery } from '@emberlog/service-kit';
import { z } from 'zod';
import type { Pins } from '../position/resolve-cut.ts';
import {
  algorithmNamed,
  algorithmText,
  filledParams,
  parameterNames,
  parameterShape,
  type AlgorithmParams,
} from '../request/algorithm-parameters.ts';
import type { SentParameters } from '../request/list-request.ts';
import { madeOnce } from '../request/made-once.ts';
import { pinFields, pinsOf, type PinContext } from '../request/read-list-request.ts';
import { intervalText, type Interval } from './interval.ts';

const COUNTS = ['upvotes', 'views'] as const;
const STANDINGS = ['rank', 'score'] as const;
export type CountMetric = (typeof COUNTS)[number];
export type StandingMetric = (typeof STANDINGS)[number];

/** The list a standing is of. */
type SeriesRanking = { readonly algorithm: AlgorithmName; readonly params: AlgorithmParams };

type Shared = {
  readonly interval: Interval;
  /** ms UTC; null: from the beginning. */
  readonly from: number | null;
  /** ms UTC, excluded; null: up to as_of, included. */
  readonly to: number | null;
  readonly pins: Pins;
};

/** What a series is asked for. */
export type SeriesRequest = Shared &
  (
    | { readonly metric: CountMetric; readonly ranking: null }
    | { readonly metric: StandingMetric; readonly ranking: SeriesRanking }
  );

const sharedFields = (context: PinContext) => ({
  interval: intervalText.default({ name: 'day', width: 86_400_000, origin: 0 }),
  from: instantOrDate.optional(),
  to: instantOrDate.optional(),
  ...pinFields(context),
});

const UNKNOWN_METRIC = `must be one of ${[...COUNTS, ...STANDINGS].join(', ')}`;

const countsQuery = madeOnce((context: PinContext) =>
  z.object({
    ...sharedFields(context),
    metric: z.enum(COUNTS, { error: UNKNOWN_METRIC }).default('upvotes'),
  }),
);

const standingsQuery = madeOnce((context: PinContext, algorithm: AlgorithmName | null) =>
  z.object({
    ...sharedFields(context),
    metric: z.enum(STANDINGS),
    algorithm: algorithmText.default('trending'),
    ...parameterShape(algorithm, algorithm === null ? [] : parameterNames(algorithm)),
  }),
);

/**
 * Reads the query string of `GET /v1/items/:id/timeseries`. Throws a problem 400 with every parameter
 * that is unknown, repeated, out of range, or not of the metric or the algorithm.
 */
export const readSeriesRequest = (url: string, context: PinContext): SeriesRequest => {
  const asked = new URL(url).searchParams;
  if (!STANDINGS.some((metric) => metric === asked.get('metric'))) {
    const sent = readQuery(url, countsQuery(context, null));
    return { ...sharedOf(sent), metric: sent.metric, ranking: null };
  }
  const algorithm = algorithmNamed(asked.get('algorithm') ?? 'trending');
  const { metric, ...sent } = readQuery(url, standingsQuery(context, algorithm));
  const ranking = { algorithm: sent.algorithm, params: filledParams(sent.algorithm, sent) };
  return { ...sharedOf(sent), metric, ranking };
};

type SentShared = Pick<SentParameters, 'as_of' | 'position' | 'after'> & {
  readonly interval: Interval;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
};

const sharedOf = ({ interval, from, to, ...pins }: SentShared): Shared => ({
  interval,
  from: from ?? null,
  to: to ?? null,
  pins: pinsOf(pins),
});
