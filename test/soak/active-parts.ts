import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

type Part = { partition: string; first: number; last: number; level: number };

const PART = /^(\d+|all)_(\d+)_(\d+)_(\d+)$/;

/**
 * The most active parts any table has, read off the names of its directories, as the engine itself
 * does at a start: a part is active unless another one of its partition covers its blocks.
 */
export const mostActiveParts = async (engineDirectory: string): Promise<number> => {
  const store = join(engineDirectory, 'store');
  const tables = await Promise.all(
    (await names(store)).map(async (prefix) =>
      (await names(join(store, prefix))).map((table) => join(store, prefix, table)),
    ),
  );
  const counts = await Promise.all(
    tables.flat().map(async (table) => countActive((await names(table)).flatMap(partOf))),
  );
  return Math.max(0, ...counts);
};

/** Empty for a directory that is gone meanwhile. */
const names = async (directory: string): Promise<string[]> =>
  await readdir(directory).catch(() => []);

const partOf = (name: string): Part[] => {
  const [, partition = '', first, last, level] = PART.exec(name) ?? [];
  if (first === undefined) return [];
  return [{ partition, first: Number(first), last: Number(last), level: Number(level) }];
};

const countActive = (parts: readonly Part[]): number => {
  let active = 0;
  const covered = new Map<string, number>();
  const widestFirst = parts.toSorted(
    (a, b) => a.first - b.first || b.last - a.last || b.level - a.level,
  );
  for (const { partition, last } of widestFirst) {
    if (last <= (covered.get(partition) ?? -1)) continue;
    covered.set(partition, last);
    active += 1;
  }
  return active;
};
