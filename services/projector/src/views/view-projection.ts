import { viewBlock, type ViewRow } from '@emberlog/clickhouse';
import type { EventOf } from '@emberlog/events';
import type { Origin } from '../records/origin.ts';
import type { Readable } from '../records/read-record.ts';
import type { TableProjection } from '../table-projection.ts';
import { halfHourOf, hasHalfHour } from './half-hour.ts';
import { createSeenViews, type SeenViewsOptions, type View } from './seen-views.ts';

type ViewEvent = EventOf<'item.viewed'>;

/** Views: an actor counts once in each half hour of an item, an anonymous view once by its id. */
export const createViewProjection = (
  options: SeenViewsOptions,
): TableProjection<ViewEvent, ViewRow> => {
  const seen = createSeenViews(options);
  return {
    table: 'views',
    block: viewBlock,
    deadRow,
    accept: (event) => {
      if (event.type !== 'item.viewed') return 'type: does not belong to the views';
      return hasHalfHour(event.time) ? { event } : 'time: is later than the table can hold';
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

const viewOf = ({ origin, event }: Readable<ViewEvent>): View => ({
  kp: origin.kp,
  item: event.subject,
  halfHour: halfHourOf(event.time),
  viewer: BigInt(`0x${event.data.actor ?? '0'}`).toString(),
  id: event.id,
  logged: origin.logged,
});

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
    half_hour: view.halfHour,
    outcome,
    recorded_at: Math.min(event.time, origin.logged),
    delta: outcome === 'counted' ? 1 : 0,
    appended: origin.appended,
    logged: origin.logged,
    digest: origin.digest,
  };
};

const deadRow = (origin: Origin): ViewRow => ({
  ...origin,
  item: '',
  viewer: '0',
  event_id: '',
  event_time: origin.logged,
  half_hour: halfHourOf(origin.logged),
  outcome: 'dead',
  recorded_at: origin.logged,
  delta: 0,
});
