import { install } from './install.mjs';
import { fromSource, run } from './run.mjs';

install();

const watch = process.argv.includes('--watch') ? ['--watch', '--watch-preserve-output'] : [];
const rest = process.argv.slice(2).filter((argument) => argument !== '--watch');

// Every running query of the embedded engine holds a libuv thread; four would starve the log.
process.exitCode = await run(
  process.execPath,
  [...watch, ...fromSource, 'services/standalone/src/main.ts', ...rest],
  { UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16' },
);
