import {
  DEFAULT_VIEW_WINDOW_MINUTES,
  type Definition,
  type FactTable,
  type Fence,
} from '@emberlog/clickhouse';
import type { ProjectorInstruments } from '@emberlog/metrics';
import type { Tracer } from '@emberlog/tracing';
import type { Engine } from '../engine/guard-engine.ts';
import { logicOf, type Logics } from '../logic/logics.ts';
import { createOriginOf } from '../records/origin.ts';
import type { Breaker } from './breaker.ts';
import { createPipeline, type OnCommitted, type Pipeline } from './pipeline.ts';

/** Where a table goes on in one partition of the log. */
export type ResumePoint = {
  readonly partition: number;
  readonly next: number;
  /** Greatest `logged` the table holds, ms UTC. */
  readonly logged: number;
};

export type TablePipelineOptions = {
  /** Of the table that is filled. */
  readonly engine: Engine;
  readonly table: FactTable;
  /** Its logic is one of `logics`. */
  readonly definition: Definition;
  readonly logics: Logics;
  readonly points: readonly ResumePoint[];
  readonly fence: Fence | undefined;
  readonly maxStateEntries: number;
  readonly breaker: Breaker;
  readonly onCommitted: OnCommitted;
  readonly instruments?: ProjectorInstruments | undefined;
  readonly tracer?: Tracer | undefined;
  readonly onFailed: (error: unknown) => void;
};

/** The way of a topic's records into the table of their kind, from where that ends. */
export const createTablePipeline = (options: TablePipelineOptions): Pipeline => {
  const { engine, table, definition, logics, points, fence, breaker } = options;
  const { onCommitted, onFailed, instruments, tracer } = options;
  const originOf = createOriginOf(new Map(points.map((point) => [point.partition, point.logged])));
  const { writer } = engine;
  const into = { writer, fence, originOf, breaker, onCommitted, onFailed, instruments, tracer };
  const { logic, viewWindowMinutes: windowMinutes = DEFAULT_VIEW_WINDOW_MINUTES } = definition;
  const made = { reader: engine.reader, maxStateEntries: options.maxStateEntries, windowMinutes };
  const create: Record<FactTable, () => Pipeline> = {
    items: () => createPipeline(logicOf(logics.items, logic)(made), into),
    votes: () => createPipeline(logicOf(logics.votes, logic)(made), into),
    views: () => createPipeline(logicOf(logics.views, logic)(made), into),
  };
  return create[table]();
};
