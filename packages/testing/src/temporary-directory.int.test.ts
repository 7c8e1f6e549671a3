import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

test('is new and empty, and goes away with all it holds', async () => {
  const directory = await temporaryDirectory();
  expect(await readdir(directory.path)).toEqual([]);
  await mkdir(join(directory.path, 'inner'));
  await writeFile(join(directory.path, 'inner', 'file'), 'text');
  await directory.remove();
  expect(existsSync(directory.path)).toBe(false);
  await expect(directory.remove()).resolves.toBeUndefined();
});
