import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitUntil } from '@emberlog/testing';
import { SERVICE_BUNDLES, type ServiceName } from './bundle-services.ts';

/** A service as a process of its own that can be killed and started again at its address. */
export type Service = {
  readonly url: string;
  readonly pid: () => number;
  readonly isRunning: () => boolean;
  /** All its processes wrote so far. */
  readonly output: () => string;
  /** Starts a process where none runs; does not wait until it answers. */
  readonly start: () => void;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Resolves with the exit code, null where the signal ended it. */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
  /** Resolves with the exit code when it ends by itself. */
  readonly ended: () => Promise<number | null>;
  /** Resolves once `path` answers 200; rejects with the output when the process ends first. */
  readonly whenOk: (path?: string) => Promise<void>;
};

export type ServiceOptions = {
  readonly name: ServiceName;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
};

const LONGEST_START_MS = 60_000;

/** A service that does not run yet. */
export const createService = ({ name, port, env, args = [] }: ServiceOptions): Service => {
  const url = `http://127.0.0.1:${port}`;
  const program = join(process.env[SERVICE_BUNDLES] ?? '', `${name}.mjs`);
  let child: ReturnType<typeof begin> | null = null;
  let output = '';

  const begin = () => {
    const started = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LOG_LEVEL: 'warn', EMBERLOG_PORT: String(port), ...env },
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const exit = once(started, 'exit') as Promise<[number | null]>;
    return { started, exit };
  };

  const hasEnded = (): boolean =>
    child === null || child.started.exitCode !== null || child.started.signalCode !== null;
  const ended = async (): Promise<number | null> => {
    if (child === null) throw new Error(`${name} was never started`);
    const [code] = await child.exit;
    return code;
  };
  return {
    url,
    pid: () => child?.started.pid ?? 0,
    isRunning: () => !hasEnded(),
    output: () => output,
    start: () => {
      if (!hasEnded()) throw new Error(`${name} runs already`);
      child = begin();
    },
    signal: (signal) => void child?.started.kill(signal),
    stop: async (signal) => {
      if (child === null) return null;
      if (!hasEnded()) child.started.kill(signal);
      return await ended();
    },
    ended,
    whenOk: async (path = '/readyz') => {
      await waitUntil(
        async () => {
          if (hasEnded()) throw new Error(`${name} ended: ${output}`);
          const answer = await fetch(`${url}${path}`).catch(() => null);
          return answer?.status === 200;
        },
        { timeoutMs: LONGEST_START_MS, what: `${name} to be ready` },
      );
    },
  };
};
