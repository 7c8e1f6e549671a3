import type { RecordPosition } from '../event-log.ts';
import { LogPositionError } from '../log-position-error.ts';
import type { DurableRecords } from './durable-records.ts';

/** Throws `LogPositionError` unless every start lies within its partition's bounds, each named once. */
export function checkStart<T extends string>(
  store: Pick<DurableRecords<T>, 'bounds'>,
  from: readonly RecordPosition<T>[],
  maxBatch: number,
): void {
  if (!Number.isInteger(maxBatch) || maxBatch < 1) {
    throw new RangeError(`maxBatch must be a positive integer, not ${maxBatch}`);
  }
  const seen = new Set<string>();
  for (const start of from) {
    const bounds = store.bounds(start.topic, start.partition);
    if (bounds === null) throw new LogPositionError(start, 'there is no such partition');
    if (!Number.isInteger(start.offset)) throw new LogPositionError(start, 'not an offset');
    if (start.offset < bounds.first) {
      throw new LogPositionError(start, `the log begins at ${bounds.first}`);
    }
    if (start.offset > bounds.end) {
      throw new LogPositionError(start, `the log ends at ${bounds.end}`);
    }
    const name = `${start.topic}/${start.partition}`;
    if (seen.has(name)) throw new LogPositionError(start, 'the partition is named twice');
    seen.add(name);
  }
}
