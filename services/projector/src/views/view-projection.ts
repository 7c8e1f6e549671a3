import { viewBlock, type ViewRow } from '@emberlog/clickhouse';
import type { EventOf } from '@emberlog/events';
import type { Origin } from '../records/origin.ts';
import type { Readable } from '../records/read-record.ts';
import type { TableProjection } from '../table-projection.ts';
import { hasWindow, windowOf } from './view-window.ts';
import { createSeenViews, type SeenViewsOptions, type View } from './seen-views.ts';

export type ViewEvent = EventOf<'item.viewed'>;

export type ViewProjectionOptions = SeenViewsOptions & {
  /** How long an actor counts once, of each item. */
  readonly windowMinutes: number;
};

/** Views: an actor counts once in each window of an item, an anonymous view once by its id. */
export const createViewProjection = (
  options: ViewProjectionOptions,
): TableProjection<ViewEvent, ViewRow> => {
  const { windowMinutes } = options;
  const seen = createSeenViews(options);
  const viewOf = ({ origin, event }: Readable<ViewEvent>): View => ({
    kp: origin.kp,
    item: event.subject,
    window: windowOf(event.time, windowMinutes),
    viewer: BigInt(`0x${event.data.actor ?? '0'}`).toString(),
    id: event.id,
    logged: origin.logged,
  });
  return {
    table: 'views',
    block: viewBlock,
    deadRow: (origin) => deadRow(origin, windowMinutes),
    accept: (event) => {
      if (event.type !== 'item.viewed') return 'type: does not belong to the views';
      return hasWindow(event.time) ? { event } : 'time: is later than the table can hold';
    },
    resolve: async (batch, before) => {
      const views = batch.map(viewOf);
      const { count, release } = await seen.hold(views, before);
      return {
        rows: batch.map((readable, at) => rowOf(readable, views[at] ?? viewOf(readable), count)),
        release,
      };
    },
  };
};

const rowOf = (
  { origin, event }: Readable<ViewEvent>,
  view: View,
  count: (view: View) => 'counted' | 'repeat',
): ViewRow => {
  const outcome = count(view);
  // Every field by its name: an object that begins with a spread takes a hundred times as long.
  return {
    kp: origin.kp,
    off: origin.off,
    item: view.item,
    viewer: view.viewer,
    event_id: event.id,
    event_time: event.time,
    window_start: view.window,
    outcome,
    recorded_at: Math.min(event.time, origin.logged),
    delta: outcome === 'counted' ? 1 : 0,
    appended: origin.appended,
    logged: origin.logged,
    digest: origin.digest,
  };
};

const deadRow = (origin: Origin, windowMinutes: number): ViewRow => ({
  ...origin,
  item: '',
  viewer: '0',
  event_id: '',
  event_time: origin.logged,
  window_start: windowOf(origin.logged, windowMinutes),
  outcome: 'dead',
  recorded_at: origin.logged,
  delta: 0,
});
