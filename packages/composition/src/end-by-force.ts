import { spawn } from 'node:child_process';

/**
 * Ends this process in any case after `ms`, by SIGKILL. From a process of its own, which ends with
 * this one: closing the engine is native code, also what runs at the very exit, and it was seen to
 * wait for ever on a file system that had become read-only. Nothing relies on a tidy end.
 */
export const endByForce = (ms: number): void => {
  const script = `
    process.stdin.resume().on('end', () => process.exit());
    setTimeout(() => process.kill(${process.pid}, 'SIGKILL'), ${ms});
  `;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'ignore', 'ignore'] });
  // Without room for one more process the stop is only less certain.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
};
