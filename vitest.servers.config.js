import { defineConfig } from 'vitest/config';
import base, { ON_SERVERS } from './vitest.config.js';

/** The tests of all services on real servers, which take their time: one file after the other. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    maxWorkers: 1,
    testTimeout: 300_000,
    include: ON_SERVERS,
    exclude: [],
    globalSetup: [
      'packages/testing/src/collect-not-run.ts',
      'test/system/bundle-product.ts',
      'test/servers/bundle-services.ts',
    ],
  },
});
