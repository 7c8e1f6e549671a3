import {
  deadLetterBlock,
  type Block,
  type DeadLetterRow,
  type FactTable,
  type Fence,
  type Writer,
} from '@emberlog/clickhouse';
import type { LogRecord } from '@emberlog/event-log';
import type { ProjectorInstruments } from '@emberlog/metrics';
import { inSpan, type Tracer } from '@emberlog/tracing';
import type { OriginOf } from '../records/origin.ts';
import type { PlacedRow, TableProjection } from '../table-projection.ts';
import { groupByMonth } from './group-by-month.ts';
import { TrippedError, type Breaker } from './breaker.ts';
import { createInsertSlot } from './insert-slot.ts';
import { resolveBatch } from './resolve-batch.ts';
import { asMistake, resolveWithCare } from './resolve-with-care.ts';

/** The next offset of each partition that an insert has moved. */
export type Ends = ReadonlyMap<number, number>;
export type OnCommitted = (table: FactTable, ends: Ends) => void;

/** The way of one topic's records into its table. */
export type Pipeline = {
  /**
   * Resolves once the batch is resolved and the insert before it committed; its own insert goes on
   * while the next batch is read. Rejects when an earlier insert failed.
   */
  readonly handle: (records: readonly LogRecord[]) => Promise<void>;
  /** Resolves when nothing is in flight, rejects when an insert failed. */
  readonly settled: () => Promise<void>;
};

export type PipelineOptions = {
  readonly writer: Writer;
  /** What rows are written under; undefined where no other process writes. */
  readonly fence: Fence | undefined;
  readonly originOf: OriginOf;
  readonly breaker: Breaker;
  readonly onCommitted: OnCommitted;
  readonly instruments?: ProjectorInstruments | undefined;
  readonly tracer?: Tracer | undefined;
  readonly onFailed: (error: unknown) => void;
};

export const createPipeline = <E, Row extends PlacedRow>(
  projection: TableProjection<E, Row>,
  { writer, fence, originOf, breaker, onCommitted, onFailed, ...told }: PipelineOptions,
): Pipeline => {
  const topic = projection.table;
  const { instruments, tracer } = told;
  const slot = createInsertSlot(onFailed);

  const insertLetters = async (letters: readonly DeadLetterRow[]): Promise<void> => {
    await writer.insert(deadLetterBlock(letters));
    instruments?.deadLetters(topic, letters.length);
  };
  const insert = async (block: Block): Promise<void> => {
    const records = block.rows.length;
    const begun = performance.now();
    await inSpan(tracer, 'insert', { 'emberlog.records': records }, async () => {
      await writer.insert(block, fence);
    });
    instruments?.inserted({ topic, records, seconds: (performance.now() - begun) / 1_000 });
  };
  const resolve = async (records: readonly LogRecord[]) => {
    const by = { originOf, tracer };
    if (records.some(({ partition, offset }) => breaker.isSuspect(topic, partition, offset))) {
      return await resolveWithCare(projection, records, by);
    }
    const resolved = await asMistake(
      topic,
      records,
      async () => await resolveBatch(projection, records, by),
    );
    return { ...resolved, tripped: [] };
  };
  const project = async (records: readonly LogRecord[]): Promise<void> => {
    const { rows, letters, release, tripped } = await resolve(records);
    // Checked before anything is written, so that an unfit row fails the batch as a whole.
    const inserts = await asMistake(topic, records, () =>
      groupByMonth(rows).map((month) => ({
        block: projection.block(month),
        ends: endsOf(month),
      })),
    );
    if (letters.length > 0) await slot.start(async () => await insertLetters(letters));
    for (const { block, ends } of inserts) {
      await slot.start(async () => {
        await insert(block);
        if (block === inserts.at(-1)?.block) release();
        onCommitted(topic, ends);
      });
    }
    if (tripped.length === 0) return;
    await slot.settled();
    throw new TrippedError(tripped);
  };

  return {
    settled: slot.settled,
    handle: async (records) => {
      const attributes = { 'emberlog.records': records.length };
      await inSpan(tracer, `batch ${topic}`, attributes, async () => await project(records));
    },
  };
};

const endsOf = (rows: readonly PlacedRow[]): Ends => {
  const ends = new Map<number, number>();
  for (const { kp, off } of rows) ends.set(kp, Math.max(ends.get(kp) ?? 0, off + 1));
  return ends;
};
