import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their TypeScript sources, so tests need no build. */
const conditions = ['@emberlog/source', 'module', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // The embedded engine dies with its thread: only a process per file is safe.
    pool: 'forks',
    // One more than most machines of this size have cores: many tests wait for a process or a limit.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ['{packages,services}/*/src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    globalSetup: 'packages/testing/src/collect-not-run.ts',
    env: { UV_THREADPOOL_SIZE: '16', LOG_LEVEL: 'silent' },
  },
});
