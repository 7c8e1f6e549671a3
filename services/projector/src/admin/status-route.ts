import type { PartitionStatus, StatusReply } from '@emberlog/api';
import {
  DEFAULT_VIEW_WINDOW_MINUTES,
  deadLetterCounts,
  modelEnds,
  readIdentities,
  readModelOf,
  type Reader,
} from '@emberlog/clickhouse';
import {
  LogUnavailableError,
  type EventLog,
  type PartitionBounds,
  type Topic,
} from '@emberlog/event-log';
import type { HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { refusedForNow } from './refused-for-now.ts';

export type StatusDeps = {
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  readonly reader: Reader;
  /** What the projector of this process says of itself. */
  readonly projector: () => StatusReply['projector'];
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Of this software. */
  readonly version: string;
};

/** `GET /admin/v1/status`: how far the tables are, partition by partition, and what could not be read. */
export const statusRoute = (deps: StatusDeps): Hono<HttpEnv> => {
  const routes = new Hono<HttpEnv>();
  routes.get(
    '/admin/v1/status',
    refusedForNow(async (c) => {
      const counts = await deps.reader.query(deadLetterCounts, {});
      const reply: StatusReply = {
        version: deps.version,
        read_model: await describeModel(deps.reader),
        projector: deps.projector(),
        partitions: [...(await readPartitions(deps))],
        dead_letters: {
          open: counts[0]?.all_open ?? 0,
          by_reason: counts.map((count) => ({
            topic: count.letter_topic as Topic,
            reason: count.letter_reason,
            open: count.open,
            replayed: count.replayed,
            dropped: count.dropped,
            resolved: count.resolved,
          })),
        },
      };
      return c.json(reply, 200, { 'Cache-Control': 'no-store' });
    }),
  );
  return routes;
};

const describeModel = async (reader: Reader): Promise<StatusReply['read_model']> => {
  const { served, beside } = await readIdentities(reader);
  const { viewWindowMinutes: minutes = DEFAULT_VIEW_WINDOW_MINUTES } = served.views.definition;
  return {
    version: readModelOf(served),
    view_window: `${minutes}m`,
    logic: {
      items: served.items.definition.logic,
      votes: served.votes.definition.logic,
      views: served.views.definition.logic,
    },
    beside: [...beside.keys()],
  };
};

const readPartitions = async (deps: StatusDeps): Promise<readonly PartitionStatus[]> => {
  // The tables first: a log that ended where it is asked later never seems to be behind them.
  const ends = await deps.reader.query(modelEnds, {});
  const now = deps.clock();
  const bounds = await deps.log.bounds();
  return await Promise.all(
    bounds.map(async (bound) => {
      const { topic, partition, end } = bound;
      const found = ends.find(
        (each) => `emberlog.${each.topic}` === topic && each.kp === partition,
      );
      const held = found === undefined ? bound.first : found.last + 1;
      const lag_seconds = held >= end ? 0 : await ageOf(deps.log, { ...bound, held, now });
      return { ...bound, held, lag_records: Math.max(0, end - held), lag_seconds };
    }),
  );
};

const ageOf = async (
  log: StatusDeps['log'],
  {
    topic,
    partition,
    held,
    now,
  }: PartitionBounds & { readonly held: number; readonly now: number },
): Promise<number | null> => {
  try {
    const record = await log.read({ topic, partition, offset: held });
    return record === null ? null : Math.max(0, (now - record.appended) / 1_000);
  } catch (error) {
    if (error instanceof LogUnavailableError) return null;
    throw error;
  }
};
