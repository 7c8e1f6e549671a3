import { install } from './install.mjs';
import { run } from './run.mjs';

install();

/** What must be covered: every branch but one in ten, by its package's own tests. */
const ROOMS = ['packages/event-log', 'packages/ranking', 'services/projector'];

process.exitCode = await run(process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  ...ROOMS,
  '--coverage.enabled',
  '--coverage.provider=v8',
  '--coverage.reporter=text',
  '--coverage.reportOnFailure',
  ...ROOMS.map((room) => `--coverage.include=${room}/src/**/*.ts`),
  '--coverage.exclude=**/{contract,trial,testing}/**',
  '--coverage.exclude=**/*.test.ts',
  // Programs that tests start and kill: what they run counts where it runs in the tests' process too.
  '--coverage.exclude=**/lmdb/append-*.ts',
  ...ROOMS.map((room) => `--coverage.thresholds.${room}/src/**.branches=90`),
  ...process.argv.slice(2),
]);
