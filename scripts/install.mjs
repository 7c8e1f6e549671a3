import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = fileURLToPath(new URL('../node_modules/.emberlog-installed', import.meta.url));

/** What an installation depends on: the lockfile, and the platform its binaries are for. */
const fingerprint = () =>
  createHash('sha256')
    .update(readFileSync(new URL('../pnpm-lock.yaml', import.meta.url)))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');

/** Installs the packages with the frozen lockfile, unless that was done before. */
export const install = () => {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('installing packages (once) …');
  const { packageManager } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const { status, error } = spawnSync(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' },
  );
  if (status !== 0) {
    console.error(error?.message ?? 'the packages could not be installed; see the lines above');
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, wanted);
};
