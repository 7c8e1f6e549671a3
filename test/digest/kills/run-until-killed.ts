import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { MailServer } from '../world/mail-server.ts';
import type { SendingOrder } from './sending-order.ts';

/** When a process is killed: at a step of the server's, or so long after its start. */
export type KillInstant = { readonly steps: number } | { readonly ms: number };

export type Run = {
  /** False where it came to its end before. */
  readonly isKilled: boolean;
  /** From the start of the process to its first round, ms; null where it was killed before. */
  readonly startMs: number | null;
};

/** A process that takes longer hangs. */
const TIMEOUT_MS = 180_000;

/** Runs the bundled program to its kill or its end. Rejects when it ends in any other way. */
export const runUntilKilled = async (
  program: string,
  order: SendingOrder,
  server: MailServer,
  at: KillInstant | null,
): Promise<Run> => {
  const spawned = performance.now();
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    ...{ stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS, killSignal: 'SIGTERM' },
  });
  const kill = (): void => void child.kill('SIGKILL');
  let left = at !== null && 'steps' in at ? at.steps : Number.POSITIVE_INFINITY;
  server.onStep(() => {
    left -= 1;
    if (left === 0) kill();
  });
  const timer = at !== null && 'ms' in at ? setTimeout(kill, at.ms) : undefined;
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let startMs: number | null = null;
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout }))
    if (line === 'started') startMs = performance.now() - spawned;
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  server.onStep(null);
  if (signal === 'SIGKILL') return { isKilled: true, startMs };
  if (code !== 0) throw new Error(`the process ended with ${signal ?? String(code)}: ${errors}`);
  return { isKilled: false, startMs };
};
