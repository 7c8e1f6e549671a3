import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PartitionBounds } from '../event-log.ts';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { inspectDataFile } from './data-file.ts';
import { openLmdbStore } from './lmdb-store.ts';
import type { LmdbStore } from './lmdb-store.ts';
import { createPartitionEnds } from './partition-ends.ts';

/**
 * Copies the log into a new directory while it goes on, and resolves with the bounds of the copy. It holds
 * every record whose append was answered before. Not synced. Rejects with the system's error, and with
 * `LogCorruptedError` where the copy is not whole.
 */
export async function copyLog<T extends string>(
  store: Pick<LmdbStore<T>, 'copyTo'>,
  directory: string,
  topics: readonly T[],
  partitions: number,
): Promise<readonly PartitionBounds<T>[]> {
  mkdirSync(directory, { recursive: true });
  await store.copyTo(directory);
  const file = inspectDataFile(join(directory, 'data.mdb'));
  if (file === null || file.bytes < file.expectedBytes) {
    throw new LogCorruptedError(`the copy in ${directory} is cut short`, null);
  }
  const copy = openLmdbStore<T>(directory);
  try {
    return createPartitionEnds(topics, partitions, (topic, partition) =>
      copy.readBounds(topic, partition),
    ).all();
  } finally {
    await copy.close();
    rmSync(join(directory, 'lock.mdb'), { force: true });
  }
}
