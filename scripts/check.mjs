import { install } from './install.mjs';
import { run } from './run.mjs';

install();

const CHECKS = [
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['types', 'node_modules/typescript/bin/tsc', '-b'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'],
  ['unused', 'node_modules/knip/bin/knip.js'],
  ['architecture', 'node_modules/vitest/vitest.mjs', 'run', 'test/architecture.test.ts'],
];

const failed = [];
for (const [name, ...args] of CHECKS) {
  console.log(`check: ${name}`);
  if ((await run(process.execPath, args)) !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
} else {
  console.log('all checks passed');
}
