import type { LogRecord, RecordPosition } from '@emberlog/event-log';
import type { ProjectorInstruments } from '@emberlog/metrics';
import type { Tracer } from '@emberlog/tracing';
import type { CheckedTable } from '../checks/check-tables.ts';
import type { Ownership } from '../checks/ownership.ts';
import type { Engine } from '../engine/guard-engine.ts';
import type { Logics } from '../logic/logics.ts';
import type { Breaker } from './breaker.ts';
import type { OnCommitted, Pipeline } from './pipeline.ts';
import { createTablePipeline } from './table-pipeline.ts';

/** The work on one assignment of partitions, from positions that were checked on. */
export type AssignedWork = {
  readonly handle: (records: readonly LogRecord[]) => Promise<void>;
  /** Where each partition goes on. */
  readonly from: readonly RecordPosition[];
  /** Resolves, whatever became of them, when no insert is in flight. */
  readonly ended: () => Promise<void>;
  /** Resolves when nothing is in flight, rejects when an insert failed. */
  readonly settled: () => Promise<void>;
};

export type AssignedWorkOptions = {
  readonly engine: Engine;
  readonly tables: readonly CheckedTable[];
  readonly logics: Logics;
  readonly ownership: Ownership;
  readonly maxStateEntries: number;
  readonly breaker: Breaker;
  readonly onCommitted: OnCommitted;
  readonly instruments?: ProjectorInstruments | undefined;
  readonly tracer?: Tracer | undefined;
  /** Hears of a failure unless the assignment was over by then. */
  readonly onFailed: (error: unknown) => void;
  readonly lost: AbortSignal;
};

export const createAssignedWork = (options: AssignedWorkOptions): AssignedWork => {
  const { tables, lost } = options;
  // Once the partitions are another's, what fails here is the claim that was lost with them.
  const isOver = (): boolean => lost.aborted;
  const onFailed = (error: unknown): void => {
    if (!isOver()) options.onFailed(error);
  };
  const pipelines = new Map<string, Pipeline>(
    tables.map((table) => [`emberlog.${table.table}`, pipelineOf(table, { ...options, onFailed })]),
  );
  const settled = async (): Promise<void> => {
    await Promise.all([...pipelines.values()].map(async (each) => await each.settled()));
  };
  return {
    from: tables.flatMap(({ table, points }) =>
      points
        .filter(({ partition }) => !options.breaker.isTripped(table, partition))
        .map(({ partition, next }) => ({
          topic: `emberlog.${table}` as const,
          partition,
          offset: next,
        })),
    ),
    handle: async (records) => {
      if (isOver()) return;
      try {
        await pipelines.get(records[0]?.topic ?? '')?.handle(records);
      } catch (error) {
        if (!isOver()) throw error;
      }
    },
    settled: async () => {
      try {
        await settled();
      } catch (error) {
        if (!isOver()) throw error;
      }
    },
    ended: async () => {
      await Promise.allSettled([...pipelines.values()].map(async (each) => await each.settled()));
    },
  };
};

const pipelineOf = (
  { table, definition, points }: CheckedTable,
  { ownership, ...work }: AssignedWorkOptions,
): Pipeline =>
  createTablePipeline({ ...work, table, definition, points, fence: ownership.fenceOf(table) });
