import { defineConfig, mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

/** Mutants run in threads, and native modules do not outlive theirs; pure tests never call them. */
const withoutNative = {
  name: 'without-native',
  enforce: 'pre',
  resolveId: (id) => (/^(lmdb|chdb)(\/|$)/.test(id) ? '\0absent' : null),
  load: (id) => (id === '\0absent' ? 'export default {};' : null),
};

/** The pure tests only: an engine for every mutant would take a day. */
export default mergeConfig(
  config,
  defineConfig({
    plugins: [withoutNative],
    test: {
      setupFiles: 'packages/testing/src/end-on-failure.ts',
      exclude: ['**/*.int.test.ts', '**/node_modules/**', 'test/**', 'dist/**'],
    },
  }),
);
