import { temporaryDirectory } from '@emberlog/testing';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mostActiveParts } from './active-parts.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  directory = await temporaryDirectory();
});
afterAll(async () => await directory.remove());

const addTable = async (table: string, parts: readonly string[]): Promise<void> => {
  for (const part of [...parts, 'detached', 'tmp_insert_202601_9_9_0']) {
    await mkdir(join(directory.path, 'store', 'abc', table, part), { recursive: true });
  }
};

// Seen to fail when merged parts are counted with their sources, and when partitions are mixed.
test('a part that another one of its partition covers is not active', async () => {
  await addTable('one', ['202601_1_1_0', '202601_2_2_0', '202601_1_2_1', '202601_3_3_0']);
  await addTable('two', ['202601_1_5_2', '202602_2_2_0', '202602_6_6_0', '202601_2_2_0']);
  expect(await mostActiveParts(directory.path)).toBe(3);
});

test('a directory that is not there has none', async () => {
  expect(await mostActiveParts(join(directory.path, 'nothing'))).toBe(0);
});
