import { once } from 'node:events';
import type { FactTable } from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import type { CheckedTable } from '../checks/check-tables.ts';
import type { Engine } from '../engine/guard-engine.ts';
import { createItemProjection } from '../items/item-projection.ts';
import { createOriginOf } from '../records/origin.ts';
import { createViewProjection } from '../views/view-projection.ts';
import { createVoteProjection } from '../votes/vote-projection.ts';
import { createPipeline, type OnCommitted, type Pipeline } from './pipeline.ts';

export type TenureOptions = {
  readonly log: EventLog;
  readonly engine: Engine;
  readonly tables: readonly CheckedTable[];
  readonly maxBatch: number;
  readonly maxStateEntries: number;
  readonly onCommitted: OnCommitted;
  /** Ends the tenure after the inserts in flight. */
  readonly stop: AbortSignal;
};

/**
 * Projects from checked positions on, until stopped or until anything fails: then it rejects, with
 * nothing left in flight, and its state is gone with it. Only the tables know what was committed.
 */
export const runTenure = async (options: TenureOptions): Promise<void> => {
  const { log, tables, maxBatch, stop } = options;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const pipelines = new Map<string, Pipeline>(
    tables.map((table) => [`emberlog.${table.table}`, pipelineOf(table, options, fail)]),
  );
  const settled = (): Promise<void>[] => [...pipelines.values()].map((each) => each.settled());
  const over = new AbortController();
  const subscription = log.follow({
    from: tables.flatMap(({ table, points }) =>
      points.map(({ partition, next }) => ({
        topic: `emberlog.${table}` as const,
        partition,
        offset: next,
      })),
    ),
    maxBatch,
    handle: async (records) => {
      const topic = records[0]?.topic ?? '';
      await pipelines.get(topic)?.handle(records);
    },
  });
  try {
    await Promise.race([subscription.done, failed, stopped(stop, over.signal)]);
  } finally {
    over.abort();
    await subscription.close();
    await Promise.allSettled(settled());
  }
  await Promise.all(settled());
};

const stopped = async (stop: AbortSignal, over: AbortSignal): Promise<void> => {
  if (!stop.aborted) await once(stop, 'abort', { signal: over });
};

const pipelineOf = (
  { table, points }: CheckedTable,
  { engine, maxStateEntries, onCommitted }: TenureOptions,
  onFailed: (error: unknown) => void,
): Pipeline => {
  const originOf = createOriginOf(new Map(points.map((point) => [point.partition, point.logged])));
  const options = { writer: engine.writer, originOf, onCommitted, onFailed };
  const state = { reader: engine.reader, maxStateEntries };
  const create: Record<FactTable, () => Pipeline> = {
    items: () => createPipeline(createItemProjection(), options),
    votes: () => createPipeline(createVoteProjection(state), options),
    views: () => createPipeline(createViewProjection(state), options),
  };
  return create[table]();
};
