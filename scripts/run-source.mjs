import { install } from './install.mjs';
import { fromSource, run } from './run.mjs';

install();

// Every running query of the embedded engine holds a libuv thread; four would starve the log.
process.exitCode = await run(process.execPath, [...fromSource, ...process.argv.slice(2)], {
  UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16',
});
