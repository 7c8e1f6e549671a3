import { install } from './install.mjs';
import { run } from './run.mjs';

install();

// Other files than those of the configuration: npm run mutation -- --mutate 'packages/…/*.ts'
process.exitCode = await run(process.execPath, [
  'node_modules/@stryker-mutator/core/bin/stryker.js',
  'run',
  ...process.argv.slice(2),
]);
