import { install } from './install.mjs';
import { fromSource, run } from './run.mjs';

install();

const watch = process.argv.includes('--watch') ? ['--watch', '--watch-preserve-output'] : [];
const rest = process.argv.slice(2).filter((argument) => argument !== '--watch');

process.exitCode = await run(process.execPath, [
  ...watch,
  ...fromSource,
  'services/standalone/src/main.ts',
  ...rest,
]);
