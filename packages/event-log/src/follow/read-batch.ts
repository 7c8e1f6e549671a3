import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogRecord } from '../event-log.ts';
import type { PartitionReader } from './partition-reader.ts';

/** Records taken between two turns of the event loop: a long catch-up must not freeze the process. */
const RECORDS_PER_TURN = 256;

/** A batch ends after this many bytes of values even if it could hold more records. */
export const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/**
 * Takes what the readers have, at most `maxBatch` records: the oldest append time among the
 * partitions first, so that a catch-up sees them side by side. Empty when nothing is there.
 */
export async function readBatch<T extends string>(
  readers: readonly PartitionReader<T>[],
  maxBatch: number,
): Promise<readonly LogRecord<T>[]> {
  const batch: LogRecord<T>[] = [];
  let bytes = 0;
  while (batch.length < maxBatch && bytes < MAX_BATCH_BYTES) {
    const reader = oldest(readers);
    const record = reader?.peek();
    if (reader === undefined || record === undefined) break;
    reader.advance();
    batch.push(record);
    bytes += record.value.byteLength;
    if (batch.length % RECORDS_PER_TURN === 0) await nextTurn();
  }
  return batch;
}

function oldest<T extends string>(
  readers: readonly PartitionReader<T>[],
): PartitionReader<T> | undefined {
  let found: PartitionReader<T> | undefined;
  let appended = Infinity;
  for (const reader of readers) {
    const record = reader.peek();
    if (record !== undefined && record.appended < appended) {
      found = reader;
      appended = record.appended;
    }
  }
  return found;
}
