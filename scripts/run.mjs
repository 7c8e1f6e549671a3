import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from './process-environment.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program of the workspace in the foreground and resolves with its exit code. Signals are
 * passed on and waited for, so that a terminal gets its prompt back only after a clean stop.
 */
export const run = async (command, args) =>
  await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...processEnvironment, ...process.env },
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => child.kill(signal));
    }
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });

/** The arguments that make node run the workspace from its TypeScript sources. */
export const fromSource = ['--conditions=@emberlog/source', '--import', 'tsx'];
