import type { BackedUpFile } from '@emberlog/api';
import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files below a directory, in order, with `/` between the segments of their paths. */
export const filesBelow = async (directory: string): Promise<readonly string[]> => {
  const below = async (prefix: string): Promise<string[]> => {
    const entries = await readdir(join(directory, prefix), { withFileTypes: true });
    const lists = await Promise.all(
      entries.map(async (entry) => {
        const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
        if (entry.isDirectory()) return await below(path);
        // The engine has links to its own directories; what they lead to is found without them.
        return entry.isFile() ? [path] : [];
      }),
    );
    return lists.flat();
  };
  return (await below('')).sort();
};

/** Does the same for every file, a few at a time: a disk that syncs one waits more than it works. */
export const forEachFile = async (
  paths: readonly string[],
  work: (path: string) => Promise<void>,
): Promise<void> => {
  const left = [...paths];
  const worker = async (): Promise<void> => {
    try {
      for (let path = left.pop(); path !== undefined; path = left.pop()) await work(path);
    } catch (error) {
      left.length = 0;
      throw error;
    }
  };
  // Not before the last has ended: who hears of a failure may remove the files.
  const ended = await Promise.allSettled(Array.from({ length: AT_A_TIME }, worker));
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
};

const AT_A_TIME = 8;

/** Size and checksum of a file; rejects with the system's error, or with the signal's reason. */
export const sumFile = async (
  directory: string,
  path: string,
  { sync = false, signal }: { readonly sync?: boolean; readonly signal?: AbortSignal } = {},
): Promise<BackedUpFile> => {
  const file = await open(join(directory, path), 'r');
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    const content = file.createReadStream({ autoClose: false, highWaterMark: CHUNK_BYTES });
    for await (const chunk of content as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      hash.update(chunk);
      bytes += chunk.byteLength;
    }
    if (sync) await file.sync();
    return { path, bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
};

/** Few enough that requests are answered between two of them. */
const CHUNK_BYTES = 256 * 1024;
