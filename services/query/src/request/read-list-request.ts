import { fullDate } from '@emberlog/events';
import type { PositionPayload } from '@emberlog/api';
import type { AlgorithmName } from '@emberlog/ranking';
import { readQuery } from '@emberlog/service-kit';
import { z } from 'zod';
import type { PositionTokens } from '../position/position-tokens.ts';
import type { Pins } from '../position/resolve-cut.ts';
import {
  algorithmNamed,
  algorithmText,
  parameterNames,
  parameterShape,
} from './algorithm-parameters.ts';
import type { CursorTokens } from './list-cursor.ts';
import {
  listRequest,
  type ListDefaults,
  type ListRequest,
  type SentParameters,
} from './list-request.ts';
import { madeOnce } from './made-once.ts';
import {
  asOfText,
  filterText,
  flagText,
  integerText,
  LIMIT,
  periodText,
  tokenText,
  wordsText,
} from './parameter-texts.ts';

/** What opens the tokens of a request, and tells when it came (ms UTC). */
export type RequestContext = {
  readonly positions: PositionTokens;
  readonly cursors: CursorTokens;
  readonly clock: () => number;
};

/** What the pins of a request are read with. */
export type PinContext = Omit<RequestContext, 'cursors'>;

/** Fields that pin an answer in time, the same for every call. */
export const pinFields = ({ positions, clock }: PinContext) => ({
  as_of: asOfText(clock).optional(),
  position: tokenText((token) => asRead(positions.open(token)), 'position_invalid').optional(),
  after: tokenText(positions.open, 'position_invalid').optional(),
});

/** What pins an answer, of the parameters that a request did send. */
export const pinsOf = ({ as_of, position, after }: SentPins): Pins => ({
  asOf: as_of ?? null,
  pinned: position === undefined ? null : { by: 'position', at: position },
  after: after?.ends ?? null,
});

/** The query string of calls that take nothing but pins. */
export const pinsQuery = madeOnce((context: PinContext) => z.object(pinFields(context)));

type SentPins = Pick<SentParameters, 'as_of' | 'position' | 'after'>;

/** A token of the ingest side covers an append; it says nothing of what a reader may see. */
const asRead = (payload: PositionPayload | null) => (payload?.kind === 'read' ? payload : null);

const pageFields = (context: RequestContext) => ({
  ...pinFields(context),
  organization: filterText(200).optional(),
  tag: filterText(100).optional(),
  min_votes: integerText(0, 1_000_000_000).optional(),
  q: wordsText(200).optional(),
  per_organization: integerText(1, 1_000).optional(),
  period: periodText.optional(),
  explain: flagText.optional(),
  limit: integerText(1, LIMIT.most).optional(),
  cursor: tokenText(context.cursors.open, 'cursor_invalid').optional(),
});

const algorithmOf = (url: string, context: RequestContext): AlgorithmName | null =>
  chosen(url, 'algorithm', 'trending', context, algorithmNamed);

const trendingFields = (context: RequestContext, algorithm: AlgorithmName | null) =>
  z.object({
    algorithm: algorithmText.optional(),
    ...parameterShape(algorithm, algorithm === null ? [] : parameterNames(algorithm)),
    ...pageFields(context),
    listed_on: fullDate.optional(),
  });

const trendingQuery = madeOnce(trendingFields);
const feedQuery = madeOnce((context: RequestContext, algorithm: AlgorithmName | null) =>
  trendingFields(context, algorithm).omit({ explain: true }),
);
const streamQuery = madeOnce((context: RequestContext, algorithm: AlgorithmName | null) =>
  trendingFields(context, algorithm).omit(STREAMED),
);
const STREAMED = { explain: true, cursor: true, position: true, as_of: true, after: true } as const;

const TRENDING: ListDefaults = { call: 'trending', algorithm: 'trending' };

/**
 * Reads the query string of `GET /v1/trending`. Throws a problem 400 with every parameter that is
 * unknown, repeated, out of range, not the algorithm's, or not what the cursor was made with.
 */
export const readTrendingRequest = (url: string, context: RequestContext): ListRequest =>
  listRequest(readQuery(url, trendingQuery(context, algorithmOf(url, context))), TRENDING);

/** The same for a feed of it, which has no place for explanations. */
export const readFeedRequest = (url: string, context: RequestContext): ListRequest =>
  listRequest(readQuery(url, feedQuery(context, algorithmOf(url, context))), TRENDING);

/** The same for a stream of it, which goes on from now. */
export const readStreamRequest = (url: string, context: RequestContext): ListRequest =>
  listRequest(readQuery(url, streamQuery(context, algorithmOf(url, context))), TRENDING);

/** A digest is of a period that ends now. */
const SORTS = ['top', 'trending', 'new', 'rising', 'hot', 'gravity', 'best'] as const;

/** The dates are the window. */
const sortParameters = (sort: AlgorithmName): readonly string[] =>
  parameterNames(sort).filter((name) => name !== 'window' && name !== 'basis');

const sortNamed = (text: string): AlgorithmName | null =>
  SORTS.find((sort) => sort === text) ?? null;

const datesQuery = madeOnce((context: RequestContext, sort: AlgorithmName | null) =>
  z.object({
    sort: z.enum(SORTS).optional(),
    ...parameterShape(sort, sort === null ? [] : sortParameters(sort)),
    ...pageFields(context),
  }),
);

/** Reads the query string of `GET /v1/lists/:date`; throws like {@link readTrendingRequest}. */
export const readDatesRequest = (
  url: string,
  key: string,
  context: RequestContext,
): ListRequest => {
  const sort = chosen(url, 'sort', 'top', context, sortNamed);
  const { sort: algorithm, ...sent } = readQuery(url, datesQuery(context, sort));
  const defaults: ListDefaults = { call: `lists/${key}`, algorithm: 'top', listedOn: key };
  // Such a list is bounded by its dates already: all its votes count, whenever they were cast.
  const params =
    (algorithm ?? sent.cursor?.settings.algorithm ?? 'top') === 'top' ? { window: 'all' } : {};
  return listRequest({ ...sent, algorithm }, { ...defaults, params });
};

/** The algorithm by whose rules the parameters are read; null where it is not known. */
const chosen = (
  url: string,
  parameter: string,
  unasked: AlgorithmName,
  { cursors }: RequestContext,
  named: (text: string) => AlgorithmName | null,
): AlgorithmName | null => {
  const asked = new URL(url).searchParams;
  const text = asked.get(parameter);
  if (text !== null) return named(text);
  const cursor = asked.get('cursor');
  return (cursor === null ? null : cursors.open(cursor)?.settings.algorithm) ?? unasked;
};
