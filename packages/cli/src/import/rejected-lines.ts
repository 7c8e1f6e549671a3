import { appendFile, rm, stat, truncate } from 'node:fs/promises';
import type { Rejection } from './rejection.ts';

/** Where rejections go, one JSON document a line: `{line, id, path, code, message}`. */
export type RejectedLines = {
  /** Resolves with the length of all that was written, in bytes. */
  readonly add: (rejections: readonly Rejection[]) => Promise<number>;
};

const ndjson = (rejections: readonly Rejection[]): string =>
  rejections.map((rejection) => `${JSON.stringify(rejection)}\n`).join('');

/** A file that keeps `kept` bytes of an import that goes on; with 0 it is made when needed. */
export const rejectedFile = async (path: string, kept: number): Promise<RejectedLines> => {
  // Somebody may have taken the file away; only what comes now can be told then.
  let length = Math.min(kept, await sizeOf(path));
  // What was written and not acknowledged will be written again.
  if (length === 0) await rm(path, { force: true });
  else await truncate(path, length);
  return {
    add: async (rejections) => {
      if (rejections.length === 0) return length;
      const bytes = Buffer.from(ndjson(rejections));
      await appendFile(path, bytes);
      return (length += bytes.length);
    },
  };
};

/** For input without a file of its own. */
export const rejectedStream = (stream: NodeJS.WritableStream): RejectedLines => ({
  add: async (rejections) => {
    if (rejections.length > 0)
      await new Promise<void>((resolve) => stream.write(ndjson(rejections), () => resolve()));
    return 0;
  },
});

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
};
