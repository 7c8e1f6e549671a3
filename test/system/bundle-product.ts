import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from './bundle-program.ts';

/** Names the file of the product that this run of the tests made. */
export const PRODUCT_BUNDLE = 'EMBERLOG_PRODUCT_BUNDLE';

/** Around every run of vitest: makes the product one file, for the tests that start it. */
export const setup = async (): Promise<() => Promise<void>> => {
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-product-'));
  const bundle = join(directory, 'product.mjs');
  await bundleProgram(new URL('../../services/standalone/src/main.ts', import.meta.url), bundle);
  process.env[PRODUCT_BUNDLE] = bundle;
  return async () => await rm(directory, { recursive: true, force: true });
};
