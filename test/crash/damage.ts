import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What can befall a file: a lost page cache leaves any of the first four, a bad disk the last. */
export const DAMAGES = [
  'removed',
  'emptied',
  'cut in half',
  'zero-filled',
  'with a bit flipped',
] as const;
export type Damage = (typeof DAMAGES)[number];

/** Does it to a file; `chance` chooses the bit, 0 ≤ chance < 1. */
export const damageFile = async (path: string, damage: Damage, chance: number): Promise<void> => {
  const { size } = await stat(path);
  switch (damage) {
    case 'removed':
      await rm(path);
      return;
    case 'emptied':
      await truncate(path, 0);
      return;
    case 'cut in half':
      await truncate(path, Math.floor(size / 2));
      return;
    case 'zero-filled':
      await writeFile(path, Buffer.alloc(size));
      return;
    case 'with a bit flipped': {
      const bytes = await readFile(path);
      const bit = Math.floor(chance * size * 8);
      bytes.writeUInt8((bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
      await writeFile(path, bytes);
    }
  }
};

/** A part of a table: its folder, and its files as paths inside it. */
export type Part = { readonly path: string; readonly files: readonly string[] };

/** The parts of a table in the order of their names: month, then age. */
export const partsOf = async (
  dataDir: string,
  folders: ReadonlyMap<string, string>,
  table: string,
): Promise<readonly Part[]> => {
  const id = [...folders].find(([, name]) => name === table)?.[0] ?? '';
  const folder = join(dataDir, 'clickhouse', 'store', id.slice(0, 3), id);
  const names = (await readdir(folder)).filter((name) => /^(all|\d{6})_\d+_\d+_\d+$/.test(name));
  return await Promise.all(
    names.toSorted().map(async (name) => {
      const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, name).length + 1));
      return { path: join(folder, name), files: files.toSorted() };
    }),
  );
};
