import {
  besideReader,
  besideWriter,
  type Definition,
  type FactTable,
  type Fence,
} from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import type { Engine } from '../engine/guard-engine.ts';
import type { Logics } from '../logic/logics.ts';
import { createBreaker } from '../tenure/breaker.ts';
import { createTablePipeline, type ResumePoint } from '../tenure/table-pipeline.ts';
import type { Ends } from '../tenure/pipeline.ts';

export type FillOptions = {
  readonly log: EventLog;
  readonly engine: Engine;
  readonly table: FactTable;
  readonly definition: Definition;
  readonly logics: Logics;
  /** Of every partition of the topic. */
  readonly points: readonly ResumePoint[];
  readonly fence: Fence | undefined;
  readonly maxBatch: number;
  readonly maxStateEntries: number;
};

/** The way of the log into the table beside the served one. */
export type Filling = {
  /** What is committed, by partition. */
  readonly ends: () => Ends;
  /** Resolves once the table holds all that lies below; rejects when filling failed, or the signal ended. */
  readonly untilReached: (ends: Ends, signal: AbortSignal) => Promise<void>;
  /** Resolves, whatever became of it, when no insert is in flight. */
  readonly close: () => Promise<void>;
};

const engineBeside = ({ reader, writer }: Engine): Engine => ({
  reader: besideReader(reader),
  writer: besideWriter(writer),
});

/** Follows the log by itself, while the served table is filled as ever. */
export const fillBeside = (options: FillOptions): Filling => {
  const { log, engine, table, definition, points, fence } = options;
  const ends = new Map(points.map(({ partition, next }) => [partition, next]));
  const waiting = new Set<() => void>();
  let failure: Error | null = null;
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    wake();
  };
  const pipeline = createTablePipeline({
    // Where our code fails, the rebuild fails: the served table stays.
    breaker: createBreaker(),
    ...{ table, definition, logics: options.logics, points, fence },
    engine: engineBeside(engine),
    maxStateEntries: options.maxStateEntries,
    onCommitted: (_table, moved) => {
      for (const [partition, end] of moved) ends.set(partition, end);
      wake();
    },
    onFailed: fail,
  });
  const subscription = log.follow({
    // Asked again whenever a group is joined anew, as after the coordinator's death.
    from: async () => {
      await pipeline.settled();
      return [...ends].map(([partition, offset]) => ({
        topic: `emberlog.${table}` as const,
        partition,
        offset,
      }));
    },
    maxBatch: options.maxBatch,
    handle: pipeline.handle,
  });
  subscription.done.catch(fail);

  return {
    ends: () => ends,
    untilReached: async (asked, signal) => {
      await new Promise<void>((resolve, reject) => {
        const settle = (end: () => void): void => {
          waiting.delete(look);
          signal.removeEventListener('abort', look);
          end();
        };
        const look = (): void => {
          if (failure !== null) settle(() => reject(failure ?? new Error('failed')));
          else if (signal.aborted) settle(() => reject(signal.reason as Error));
          else if (covers(ends, asked)) settle(resolve);
        };
        waiting.add(look);
        signal.addEventListener('abort', look);
        look();
      });
    },
    close: async () => {
      await subscription.close();
      await Promise.allSettled([subscription.done, pipeline.settled()]);
    },
  };
};

const covers = (ends: Ends, asked: Ends): boolean =>
  [...asked].every(([partition, end]) => (ends.get(partition) ?? 0) >= end);
