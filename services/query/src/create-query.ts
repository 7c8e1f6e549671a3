import { readServedModel, viewsExpiredThrough, type Reader } from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import { TIME_LIMITS } from '@emberlog/events';
import type { QueryInstruments } from '@emberlog/metrics';
import {
  ProblemError,
  type HttpEnv,
  type Keyring,
  type Logger,
  type Sealer,
  type Signer,
} from '@emberlog/service-kit';
import type { Tracer } from '@emberlog/tracing';
import { Hono, type MiddlewareHandler } from 'hono';
import { randomUUID } from 'node:crypto';
import { backtestRoutes } from './backtest/backtest-routes.ts';
import { createBacktests } from './backtest/backtests.ts';
import { createAnswerCache } from './list/answer-cache.ts';
import { createPageGuesses } from './list/page-guesses.ts';
import { measureReader } from './measured-reader.ts';
import { createItemCatalogue } from './trending/item-catalogue.ts';
import { createCoalesced } from './position/coalesced.ts';
import { createFreshness } from './position/freshness.ts';
import { createKnownLog } from './position/known-log.ts';
import { createPositionReader } from './position/model-position.ts';
import { createPositionSource, type Changes } from './position/position-source.ts';
import { createPositionTokens } from './position/position-tokens.ts';
import { createServedWhole, type Look, type ServedWhole } from './position/served-whole.ts';
import type { QueryContext } from './query-context.ts';
import { createCursorTokens } from './request/list-cursor.ts';
import { createRequestCache } from './request/request-cache.ts';
import { RANKED_PATHS } from './ranked-paths.ts';
import { createRefusingReader } from './refusing-reader.ts';
import { traceReader } from './traced-reader.ts';
import { getAlgorithms } from './routes/get-algorithms.ts';
import { getDailyPapers, searchPapers } from './routes/get-daily-papers.ts';
import { getFeed } from './routes/get-feed.ts';
import { getItem } from './routes/get-item.ts';
import { getList } from './routes/get-list.ts';
import { getTimeseries } from './routes/get-timeseries.ts';
import { getPaper } from './routes/get-paper.ts';
import { getSqlDocs } from './routes/get-sql-docs.ts';
import { getTrendingStream } from './routes/get-trending-stream.ts';
import { getTrending } from './routes/get-trending.ts';
import { createAskers } from './series/askers.ts';
import { createSeriesLanes, SERIES_LIMITS, type SeriesLimits } from './series/series-lanes.ts';
import { createListStreams, STREAM_LIMITS, type StreamLimits } from './stream/list-streams.ts';
import { createPolledChanges } from './stream/polled-changes.ts';

export type QueryOptions = {
  readonly reader: Reader;
  /** Asked what it holds beyond the read model; never appended to. */
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  /** Of position tokens; the same secret and purpose as in every other service. */
  readonly sealer: Sealer;
  /** Of cursors; its secret survives restarts, or cursors do not. */
  readonly cursorSigner: Signer;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly logger: Logger;
  /** Told of every question and statement. @default nobody is */
  readonly instruments?: QueryInstruments;
  readonly tracer?: Tracer | undefined;
  /** Tells of commits to the read model; without it, those who wait look every 25 ms. */
  readonly changes?: Changes;
  /** Says whose backtests are run. @default null: no key is known, and none are run */
  readonly keyring?: Keyring | null;
  /** Why the read model cannot be asked now, or null. Then questions are answered 503. */
  readonly unavailable?: () => string | null;
  /** Where readers reach the service, of absolute links. @default as each request was addressed */
  readonly publicUrl?: string | null;
  /** Where analysts ask in SQL, on the same host; the page about it says so. @default 8123 */
  readonly sqlPort?: number;
  /** Address of a page that asks in SQL, which the page about it leads to. @default none */
  readonly sqlBox?: string;
  /** How long views count, ms. @default 400 days */
  readonly viewRetentionMs?: number;
  /** Number of the definitions that the tables are made by. @default what the tables say */
  readonly readModel?: () => Promise<number>;
  /** Whether projectors in other processes may be filling the tables. @default false */
  readonly isShared?: boolean;
  /** While it stays the same, so do the tables. @default nobody can tell */
  readonly revision?: (() => number) | undefined;
  /** How long a request waits for a position at most, ms. @default 10000 */
  readonly longestWaitMs?: number;
  /** How many requests wait at a time at most. @default 1000 */
  readonly mostWaiting?: number;
  /** How many streams there are at a time, and how often they look. */
  readonly streams?: Partial<StreamLimits>;
  /** How many series of ranks or scores are read at a time. */
  readonly series?: Partial<SeriesLimits>;
};

export type Query = {
  /** To be mounted into an application that answers errors as problems. */
  readonly routes: Hono<HttpEnv>;
  /** Why questions are answered 503, as a sentence without its full stop, or null. */
  readonly trouble: () => Promise<string | null>;
  /** Answers those who wait 503, ends streams and lets go of `changes`. */
  readonly close: () => void;
};

/** Of ClickHouse's HTTP protocol. */
const SQL_PORT = 8123;

/** What is known of items is read anew after that: a damaged row may have been repaired. ms. */
const CATALOGUE_MS = 3_600_000;

/** Rows are dropped 50 s or more after that was told: it is heard in time, ms. */
const NEWS_MS = 10_000;

/** The query service: reads the read model, changes nothing. */
export const createQuery = (options: QueryOptions): Query => {
  const {
    clock,
    logger,
    instruments,
    tracer,
    unavailable = () => null,
    keyring = null,
    isShared = false,
    viewRetentionMs = TIME_LIMITS.viewRetention,
  } = options;
  const log = createKnownLog(options.log);
  const traced = tracer === undefined ? options.reader : traceReader(options.reader, tracer);
  const measured = instruments === undefined ? traced : measureReader(traced, instruments);
  const reader = createRefusingReader(measured, { logger, clock });
  const readModel = options.readModel ?? (async () => await readServedModel(reader));
  const freshness = createFreshness({ log, clock });
  const expired = createCoalesced(async () => await reader.query(viewsExpiredThrough, {}), NEWS_MS);
  const catalogue = createItemCatalogue(reader);
  let catalogued = { readModel: 0, at: 0 };
  const readPosition = createPositionReader({
    ...{ reader, log, isShared, readModel },
    revision: options.revision,
  });
  const source = createPositionSource({
    load: async () => {
      const model = await readPosition();
      freshness.note(model);
      const { readModel: made, lookedAt: at } = model;
      if (made !== catalogued.readModel || at - catalogued.at > CATALOGUE_MS) {
        catalogue.forget();
        catalogued = { readModel: made, at };
      }
      return model;
    },
    changes: options.changes,
    longestWaitMs: options.longestWaitMs,
    mostWaiting: options.mostWaiting,
  });
  const lookAtTables = async (): Promise<Look> => {
    const model = await source.current();
    return { ...model, incomplete: unavailable() ?? model.incomplete };
  };
  // Tables that this process alone fills are as its projector says.
  const look = isShared ? lookAtTables : () => ({ incomplete: unavailable(), lookedAt: 0 });
  const served = createServedWhole({ look, isShared });
  const context: QueryContext = {
    reader,
    catalogue,
    source,
    positions: createPositionTokens(options.sealer),
    cursors: createCursorTokens(options.cursorSigner),
    guesses: createPageGuesses(),
    answers: createAnswerCache(served, instruments?.answered),
    requests: createRequestCache(),
    askers: createAskers(),
    seriesLanes: createSeriesLanes({ ...SERIES_LIMITS, ...options.series }),
    readModel,
    viewRetentionMs,
    viewsExpiredThrough: async () => (await expired.get())[0]?.through ?? null,
    freshness: freshness.read,
    publicUrl: options.publicUrl ?? null,
    clock,
  };
  instruments?.watchWaiting(() => source.waiting());
  instruments?.watchReadModel(async () => {
    const { ends } = await source.current();
    return { ends, lagSeconds: (await freshness.read(ends)).lag_seconds };
  });
  const streams = createListStreams(context, {
    changes: options.changes ?? createPolledChanges(source),
    logger,
    limits: { ...STREAM_LIMITS, ...options.streams },
  });
  const routes = new Hono<HttpEnv>();
  for (const path of RANKED_PATHS) routes.use(path, onlyWhole(served));
  routes.get('/v1/algorithms', getAlgorithms());
  routes.get('/v1/trending', getTrending(context));
  routes.get('/v1/trending/stream', getTrendingStream(context, streams));
  routes.get('/v1/items/:id', getItem(context));
  routes.get('/v1/items/:id/timeseries', getTimeseries(context));
  routes.get('/v1/lists/:date', getList(context));
  for (const form of ['rss', 'json', 'csv'] as const) {
    routes.get(`/v1/trending.${form}`, getFeed(context, form));
  }
  routes.get('/api/daily_papers', getDailyPapers(context));
  routes.get('/api/papers/search', searchPapers(context));
  routes.get('/api/papers/:id{.+}', getPaper(context));
  const { publicUrl = null, sqlPort = SQL_PORT, sqlBox = null } = options;
  routes.get('/docs/sql', getSqlDocs({ publicUrl, sqlPort, sqlBox }));
  const backtests = createBacktests({ ...context, served, logger, ids: randomUUID });
  routes.route('/', backtestRoutes(backtests, keyring));
  return {
    routes,
    trouble: async () => {
      try {
        return unavailable() ?? (await source.current()).incomplete;
      } catch (error) {
        return error instanceof ProblemError ? error.message : 'the read model cannot be asked';
      }
    },
    close: () => {
      backtests.close();
      streams.close();
      source.close();
    },
  };
};

/** Refuses before an answer is begun, and after it took too long. */
const onlyWhole =
  (served: ServedWhole): MiddlewareHandler<HttpEnv> =>
  async (_c, next) => {
    await served(next);
  };
