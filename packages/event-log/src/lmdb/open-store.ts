import { join } from 'node:path';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { PartitionCountError } from '../partition-count-error.ts';
import { inspectDataFile, padDataFile, unpadDataFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { openLmdbStore } from './lmdb-store.ts';
import type { LmdbStore } from './lmdb-store.ts';
import { createPartitionEnds } from './partition-ends.ts';
import type { PartitionEnds } from './partition-ends.ts';

const SCAN = 1000;

export type OpenedStore = { readonly store: LmdbStore; readonly ends: PartitionEnds };

/**
 * Opens the store in the directory `path` or creates it. Throws `PartitionCountError` if it was
 * created with another count, `LogCorruptedError` if its data file is damaged.
 */
export function openStore(path: string, partitions: number): OpenedStore {
  const file = inspectDataFile(join(path, 'data.mdb'));
  if (file === null || file.bytes >= file.expectedBytes) return openChecked(path, partitions);
  return openShortened(path, partitions, file);
}

function openChecked(path: string, partitions: number): OpenedStore {
  const store = openLmdbStore(path);
  try {
    const stored = store.readText('partitions');
    if (stored === null) store.writeText('partitions', String(partitions));
    else if (Number(stored) !== partitions) {
      throw new PartitionCountError(path, Number(stored), partitions);
    }
    const ends = createPartitionEnds(partitions, (topic, partition) =>
      store.readEnd(topic, partition),
    );
    return { store, ends };
  } catch (error) {
    void store.close();
    throw error;
  }
}

// The engine may leave free pages at the end unwritten, so that a short file can be a whole one:
// only reading every record, and a write that walks the list of free pages, tell.
function openShortened(path: string, partitions: number, file: DataFile): OpenedStore {
  const cutShort = (cause?: unknown): LogCorruptedError =>
    new LogCorruptedError(
      `${file.path} is cut short: it has ${file.bytes} of ${file.expectedBytes} bytes`,
      null,
      { cause },
    );
  // Pages are written whole. Half a list of free pages could lead a write over the file's header.
  if (file.bytes % file.pageSize !== 0) throw cutShort();
  padDataFile(file);
  let opened: OpenedStore | null = null;
  try {
    opened = openChecked(path, partitions);
    readEverything(opened);
    opened.store.writeText('partitions', String(partitions));
    return opened;
  } catch (error) {
    void opened?.store.close();
    unpadDataFile(file);
    throw error instanceof PartitionCountError ? error : cutShort(error);
  }
}

function readEverything({ store, ends }: OpenedStore): void {
  for (const { topic, partition, end } of ends.all()) {
    for (let offset = 0; offset < end;) {
      const records = store.scan({ topic, partition, offset }, SCAN);
      if (records.length === 0) {
        throw new LogCorruptedError('is missing', { topic, partition, offset });
      }
      offset += records.length;
    }
  }
}
