import { TOPICS } from './event-log.ts';

/**
 * The topics a log is opened with. Without a list, those of the read model: `T` is `Topic` then, since
 * nothing else names it (adapters keep it from being inferred from what they answer). Throws a
 * `RangeError` for a list that names none, or one twice.
 */
export function logTopics<T extends string>(given: readonly T[] | undefined): readonly T[] {
  if (given === undefined) return TOPICS as readonly string[] as readonly T[];
  if (given.length === 0) throw new RangeError('a log has at least one topic');
  if (new Set(given).size < given.length) {
    throw new RangeError(`a log has each topic once, not ${given.join(', ')}`);
  }
  return [...given];
}
