import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that hold the rows of an INSERT while it runs. */
export type Spool = {
  use<T>(rows: Uint8Array, work: (path: string) => Promise<T>): Promise<T>;
};

/** A directory of the engine's own, which nobody else has: what a kill left behind is removed. */
export const openSpool = async (dataDirectory: string): Promise<Spool> => {
  const directory = join(dataDirectory, 'http-spool');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return {
    use: async (rows, work) => {
      const path = join(directory, randomUUID());
      try {
        await writeFile(path, rows, { mode: 0o600 });
        return await work(path);
      } finally {
        await rm(path, { force: true });
      }
    },
  };
};
