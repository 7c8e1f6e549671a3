import type { FactTable } from '@emberlog/clickhouse';
import type { LogRecord } from '@emberlog/event-log';
import type { PlacedRow, TableProjection } from '../table-projection.ts';
import { EngineFailureError } from '../engine/engine-failure-error.ts';
import { MistakeError, nameOf, type Tripped } from './breaker.ts';
import {
  inLogOrder,
  resolveBatch,
  type ResolvedBatch,
  type ResolveOptions,
} from './resolve-batch.ts';

/** Runs a step on records; a failure of it that is not the engine's is a `MistakeError`. */
export const asMistake = async <T>(
  table: FactTable,
  records: readonly LogRecord[],
  step: () => T | Promise<T>,
): Promise<T> => {
  try {
    return await step();
  } catch (error) {
    if (error instanceof EngineFailureError) throw error;
    const ends = new Map<number, number>();
    for (const { partition, offset } of records) ends.set(partition, offset + 1);
    throw new MistakeError(table, ends, error);
  }
};

/**
 * Resolves a batch record by record. Of a partition where our code fails, gives what comes before: its
 * state is spoiled from there on, that of no other partition.
 */
export const resolveWithCare = async <E, Row extends PlacedRow>(
  projection: TableProjection<E, Row>,
  records: readonly LogRecord[],
  by: ResolveOptions,
): Promise<ResolvedBatch<Row> & { readonly tripped: readonly Tripped[] }> => {
  const resolved: ResolvedBatch<Row>[] = [];
  const tripped = new Map<number, Tripped>();
  for (const record of records) {
    const { partition, offset } = record;
    if (tripped.has(partition)) continue;
    try {
      const one = await asMistake(projection.table, [record], async () => {
        const found = await resolveBatch(projection, [record], by);
        // An unfit row is a mistake as well.
        projection.block(found.rows);
        return found;
      });
      resolved.push(one);
    } catch (error) {
      if (!(error instanceof MistakeError)) throw error;
      const reason = nameOf(error.cause);
      tripped.set(partition, { table: projection.table, partition, offset, reason });
    }
  }
  return {
    rows: inLogOrder(resolved.flatMap(({ rows }) => rows)),
    letters: resolved.flatMap(({ letters }) => letters),
    release: () => {
      for (const { release } of resolved) release();
    },
    tripped: [...tripped.values()],
  };
};
