import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes the names in a directory durable. */
export const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  await handle.sync().finally(async () => await handle.close());
};

/** Makes the names of files below a directory durable, and those of the directories on the way to them. */
export const syncDirectories = async (
  directory: string,
  paths: readonly string[],
): Promise<void> => {
  const parents = new Set(['.']);
  for (const path of paths) {
    for (let at = dirname(path); at !== '.'; at = dirname(at)) parents.add(at);
  }
  for (const parent of parents) await syncDirectory(join(directory, parent));
};
