import { isDeepStrictEqual } from 'node:util';
import {
  checkParts,
  missingLetters,
  positionOf,
  spanPlaces,
  storedPlaces,
  type FactTable,
  type Reader,
} from '@emberlog/clickhouse';
import type { HeldPartition } from './judge-table.ts';

/**
 * What is wrong with the files of a table, or null. When it loads a table the engine looks at names
 * and sizes only; this reads every byte and holds it against the checksums.
 */
export const brokenParts = async (
  reader: Reader,
  table: FactTable | 'dead_letters',
): Promise<string | null> => {
  const parts = await reader.query(checkParts(table), {});
  const [broken] = parts.filter(({ is_passed }) => is_passed !== 1);
  return broken === undefined ? null : `part ${broken.part_path} is broken: ${broken.message}`;
};

/**
 * Whether the rows of a table are those its projection speaks of, and in every partition the first
 * ones of the log: an offset that is missing where another is there twice leaves the counts right.
 */
export const misplacedRows = async (
  reader: Reader,
  table: FactTable,
  held: readonly HeldPartition[],
): Promise<string | null> => {
  const places = await reader.query(storedPlaces(table), {});
  // Rows of other partitions may be coming in.
  const stored = places.filter(({ kp }) => held.some((each) => each.kp === kp));
  if (!isDeepStrictEqual(held, stored.map(positionOf))) return 'its projection is not of its rows';
  for (const { kp, first, rows, places: found } of stored) {
    const [span] = await reader.query(spanPlaces, { first, rows });
    if (span?.places !== found)
      return `the rows of partition ${kp} are not the ${rows} from ${first} on`;
  }
  return null;
};

/** What is wrong with the dead letters of tables and log partitions that are sound, or null. */
export const lostLetters = async (
  reader: Reader,
  sound: ReadonlyMap<FactTable, readonly number[]>,
): Promise<string | null> => {
  const broken = await brokenParts(reader, 'dead_letters');
  if (broken !== null) return broken;
  for (const [table, kps] of sound) {
    const [found] = await reader.query(missingLetters(table), { kps: [...kps] });
    const missing = found?.missing ?? 0;
    if (missing > 0) return `${missing} of ${table} are missing`;
  }
  return null;
};
