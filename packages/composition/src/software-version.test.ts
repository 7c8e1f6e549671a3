import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { SOFTWARE_VERSION } from './software-version.ts';

test('the version that services tell is that of their packages', async () => {
  const manifest = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  expect(SOFTWARE_VERSION).toBe(manifest.version);
});
