import { TOPICS } from './event-log.ts';
import type { NewRecord } from './event-log.ts';

/** Bytes a key may have in UTF-8. */
const MAX_KEY_BYTES = 0xffff;

/** Throws a `RangeError` if a record could not be stored by every adapter. */
export function checkRecords(records: readonly NewRecord[]): void {
  for (const { topic, key } of records) {
    if (!TOPICS.includes(topic)) throw new RangeError(`there is no topic ${topic}`);
    const bytes = Buffer.byteLength(key);
    if (bytes > MAX_KEY_BYTES) {
      throw new RangeError(`a key has at most ${MAX_KEY_BYTES} bytes, not ${bytes}`);
    }
  }
}
