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
  // A terminal sends Ctrl-C to both, where a second SIGINT would end the child at once.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
