import { temporaryDirectory } from '@emberlog/testing';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openResultPipes } from './result-pipes.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  directory = await temporaryDirectory();
});
afterAll(async () => {
  await directory.remove();
});

// Each start had a new temporary directory, which a kill left.
test('what a killed process left is removed at the next start, and all at a stop', async () => {
  const place = join(directory.path, 'pipes');
  await mkdir(place);
  await writeFile(join(place, 'left'), '');
  const pipes = await openResultPipes(place, 2);
  expect(await readdir(place)).toEqual(['0', '1']);
  await pipes.close();
  expect(await readdir(directory.path)).toEqual([]);
});

test('where the directory cannot have pipes there are pipes all the same', async () => {
  await writeFile(join(directory.path, 'file'), '');
  const pipes = await openResultPipes(join(directory.path, 'file', 'pipes'), 1);
  expect(await pipes.use(async ({ path }) => await Promise.resolve(path))).toMatch(/\/0$/);
  await pipes.close();
});
