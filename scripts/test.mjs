import { install } from './install.mjs';
import { run } from './run.mjs';

install();

process.exitCode = await run(process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  ...process.argv.slice(2),
]);
