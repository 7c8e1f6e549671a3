import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PRODUCT_BUNDLE } from './bundle-product.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The product as a process of its own. */
export type Product = {
  readonly process: ChildProcess;
  readonly url: string;
  /** All it wrote so far, both streams. */
  readonly output: () => string;
  /** Resolves with the exit code when it ends by itself. */
  readonly stopped: Promise<number | null>;
  /** Sends the signal and resolves with the exit code (null when the signal killed it). */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
};

export type ProductOptions = {
  readonly dataDir: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of the product, such as `--restore`. */
  readonly args?: readonly string[];
  /** A command that runs the one it is given in its own place, such as `prlimit --nofile=64`. */
  readonly within?: readonly string[];
  /** A bundle of another program that takes the same environment. */
  readonly program?: string;
  /** Whether to run it from the sources, as `npm start` does, though the tests made a bundle. */
  readonly fromSources?: boolean;
};

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

const SOURCES = [
  '--conditions=@emberlog/source',
  '--import',
  'tsx',
  'services/standalone/src/main.ts',
];

/** Starts the product; resolves at once, before it answers. */
export const spawnProduct = (options: ProductOptions): Product => {
  const { dataDir, port, env = {}, args = [], within = [], fromSources = false } = options;
  const bundle = options.program ?? (fromSources ? undefined : process.env[PRODUCT_BUNDLE]);
  const program = bundle === undefined ? SOURCES : [bundle];
  const command = [...within, process.execPath, ...program, ...args];
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LOG_LEVEL: 'warn',
      EMBERLOG_DEMO: 'off',
      EMBERLOG_DATA_DIR: dataDir,
      EMBERLOG_PORT: String(port),
      EMBERLOG_SQL_PORT: '0',
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const stopped = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  return {
    process: child,
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    stopped,
    stop: async (signal) => {
      child.kill(signal);
      return await stopped;
    },
  };
};

/** Resolves once `/readyz` answers 200; rejects with the output when the process ends first. */
export const whenReady = async ({ process: child, url, output }: Product): Promise<void> => {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(output());
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await delay(20);
  }
};

/** Resolves once the terminal shows what to try; rejects with the output when the process ends first. */
export const whenGreeted = async ({ process: child, output }: Product): Promise<void> => {
  while (!output().includes('Emberlog is up')) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(output());
    await delay(20);
  }
};

/** The owner's keys of a data directory. */
export const keysOf = async (dataDir: string): Promise<Readonly<Record<string, string>>> =>
  JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')) as Record<string, string>;
