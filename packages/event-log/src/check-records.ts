import type { NewRecord } from './event-log.ts';

/** Bytes a key may have in UTF-8. */
const MAX_KEY_BYTES = 0xffff;

/** Throws a `RangeError` for a record of another topic, or one that not every adapter could store. */
export function checkRecords<T extends string>(
  topics: readonly T[],
  records: readonly NewRecord<T>[],
): void {
  for (const { topic, key } of records) {
    if (!topics.includes(topic)) throw new RangeError(`there is no topic ${topic}`);
    const bytes = Buffer.byteLength(key);
    if (bytes > MAX_KEY_BYTES) {
      throw new RangeError(`a key has at most ${MAX_KEY_BYTES} bytes, not ${bytes}`);
    }
  }
}
