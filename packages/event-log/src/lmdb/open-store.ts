import { join } from 'node:path';
import { PartitionCountError } from '../partition-count-error.ts';
import { checkDataFile } from './check-data-file.ts';
import { takeClosedMark } from './closed-mark.ts';
import { inspectDataFile } from './data-file.ts';
import { openLmdbStore } from './lmdb-store.ts';
import type { LmdbStore } from './lmdb-store.ts';
import { createPartitionEnds } from './partition-ends.ts';
import type { PartitionEnds } from './partition-ends.ts';
import { syncDirectories } from './sync-directories.ts';

export type OpenedStore<T extends string> = {
  readonly store: LmdbStore<T>;
  readonly ends: PartitionEnds<T>;
};

/**
 * Opens the store in the directory `path` or creates it. Throws `PartitionCountError` if it was
 * created with another count, `LogCorruptedError` if its data file is damaged.
 */
export function openStore<T extends string>(
  path: string,
  topics: readonly T[],
  partitions: number,
): OpenedStore<T> {
  const file = inspectDataFile(join(path, 'data.mdb'));
  if (file !== null) {
    const asClosed = takeClosedMark(path, file);
    // On a damaged index the engine would die of a signal; looked at here, it is an error.
    if (!asClosed || file.bytes < file.expectedBytes) checkDataFile(file);
  }
  const store = openLmdbStore<T>(path);
  try {
    const stored = store.readText('partitions');
    if (stored === null) {
      store.writeText('partitions', String(partitions));
      syncDirectories(path);
    } else if (Number(stored) !== partitions) {
      throw new PartitionCountError(path, Number(stored), partitions);
    }
    const ends = createPartitionEnds(topics, partitions, (topic, partition) =>
      store.readBounds(topic, partition),
    );
    return { store, ends };
  } catch (error) {
    void store.close();
    throw error;
  }
}
