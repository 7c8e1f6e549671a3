import { deadLetterBlock, type FactTable, type Fence, type Writer } from '@emberlog/clickhouse';
import type { LogRecord } from '@emberlog/event-log';
import type { ProjectorInstruments } from '@emberlog/metrics';
import type { OriginOf } from '../records/origin.ts';
import type { PlacedRow, TableProjection } from '../table-projection.ts';
import { groupByMonth } from './group-by-month.ts';
import { createInsertSlot } from './insert-slot.ts';
import { resolveBatch } from './resolve-batch.ts';

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
  readonly onCommitted: OnCommitted;
  readonly instruments?: ProjectorInstruments | undefined;
  readonly onFailed: (error: unknown) => void;
};

export const createPipeline = <E, Row extends PlacedRow>(
  projection: TableProjection<E, Row>,
  { writer, fence, originOf, onCommitted, onFailed, instruments }: PipelineOptions,
): Pipeline => {
  const topic = projection.table;
  const slot = createInsertSlot(onFailed);
  return {
    settled: slot.settled,
    handle: async (records) => {
      const { rows, letters, release } = await resolveBatch(projection, records, originOf);
      // Checked before anything is written, so that an unfit row fails the batch as a whole.
      const inserts = groupByMonth(rows).map((month) => ({
        block: projection.block(month),
        ends: endsOf(month),
      }));
      if (letters.length > 0) {
        const block = deadLetterBlock(letters);
        await slot.start(async () => {
          await writer.insert(block);
          instruments?.deadLetters(topic, letters.length);
        });
      }
      for (const { block, ends } of inserts) {
        await slot.start(async () => {
          const begun = performance.now();
          await writer.insert(block, fence);
          const seconds = (performance.now() - begun) / 1_000;
          instruments?.inserted({ topic, records: block.rows.length, seconds });
          if (block === inserts.at(-1)?.block) release();
          onCommitted(projection.table, ends);
        });
      }
    },
  };
};

const endsOf = (rows: readonly PlacedRow[]): Ends => {
  const ends = new Map<number, number>();
  for (const { kp, off } of rows) ends.set(kp, Math.max(ends.get(kp) ?? 0, off + 1));
  return ends;
};
