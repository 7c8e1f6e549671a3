import type { AnswerCache } from './list/answer-cache.ts';
import type { PageGuesses } from './list/page-guesses.ts';
import type { ListSource } from './list/ranked-list.ts';
import type { FreshnessSource } from './position/freshness.ts';
import type { PositionSource } from './position/position-source.ts';
import type { PositionTokens } from './position/position-tokens.ts';
import type { CursorTokens } from './request/list-cursor.ts';
import type { RequestCache } from './request/request-cache.ts';
import type { Askers } from './series/askers.ts';
import type { SeriesLanes } from './series/series-lanes.ts';

/** What the routes answer with. */
export type QueryContext = ListSource & {
  readonly source: PositionSource;
  readonly positions: PositionTokens;
  readonly cursors: CursorTokens;
  readonly answers: AnswerCache;
  readonly guesses: PageGuesses;
  readonly requests: RequestCache;
  /** Who waits for series. */
  readonly askers: Askers;
  /** Shared by all series of the process. */
  readonly seriesLanes: SeriesLanes;
  /** Number of the definitions that the tables are made by now. */
  readonly readModel: () => Promise<number>;
  /** How long views count, ms. */
  readonly viewRetentionMs: number;
  /** Up to when views are dropped or soon will be, by when they were recorded, ms UTC; null for none. */
  readonly viewsExpiredThrough: () => Promise<number | null>;
  readonly freshness: FreshnessSource['read'];
  /** Where readers reach the service; null: as they asked for it. */
  readonly publicUrl: string | null;
  /** Read by routes only, once a request. ms UTC. */
  readonly clock: () => number;
};
