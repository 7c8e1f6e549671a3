import { defineConfig, mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

/** The pure tests only: an engine for every mutant would take a day. */
export default mergeConfig(
  config,
  defineConfig({
    test: { exclude: ['**/*.int.test.ts', '**/node_modules/**', 'test/**', 'dist/**'] },
  }),
);
