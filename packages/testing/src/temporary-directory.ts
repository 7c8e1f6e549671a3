import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryDirectory = {
  readonly path: string;
  /** Removes it with all it holds. May be called twice. */
  readonly remove: () => Promise<void>;
};

/** A new empty directory of the operating system's temporary ones. */
export const temporaryDirectory = async (): Promise<TemporaryDirectory> => {
  const path = await mkdtemp(join(tmpdir(), 'emberlog-'));
  return {
    path,
    // An engine that was just closed may still write its last file.
    remove: async () => await rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
};
