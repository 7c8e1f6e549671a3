#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = new URL('../src/main.ts', import.meta.url);

// A checkout runs its sources, so that no stale build answers; a published package has none.
if (!existsSync(source)) {
  await import('../dist/main.js');
} else {
  const args = ['--conditions=@emberlog/source', '--import', import.meta.resolve('tsx')];
  const child = spawn(
    process.execPath,
    [...args, fileURLToPath(source), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  // The terminal sends Ctrl-C to both; the child decides how to stop.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
