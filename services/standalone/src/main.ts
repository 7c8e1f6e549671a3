import { setTimeout as pause } from 'node:timers/promises';
import { endByForce, shownConfig, StartRefusedError } from '@emberlog/composition';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { standaloneConfig } from './config.ts';
import { explainFailure } from './explain-failure.ts';
import { greeting, nearestToRise } from './greeting.ts';
import { runRestore } from './restore/run-restore.ts';
import { runDemo } from './run-demo.ts';
import { startStandalone } from './standalone.ts';

// Who reads the output may go away; that is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Twice what the steps of a stop are given. */
const LONGEST_STOP_MS = 5_000;
/**
 * Threads of the engine end a moment after it is closed. To exit among them was seen to end by SIGSEGV, or
 * not at all, in 7 of 150 stops soon after a start; after this time in none of 50.
 */
const ENGINE_ENDS_MS = 300;

const fail = (message: string): never => {
  process.stderr.write(`emberlog: ${message}\n`);
  process.exit(1);
};

const read = readConfig(standaloneConfig, process.env);
if (!read.ok) {
  const lines = read.problems.map(({ name, message }) => `  ${name} ${message}`);
  fail(`the configuration has ${lines.length} problem(s)\n${lines.join('\n')}`);
  throw new Error('unreachable');
}
const { config } = read;
if (process.argv.includes('--check-config')) {
  process.stdout.write(`${JSON.stringify(shownConfig(config), null, 2)}\n`);
  process.exit(0);
}

const logger = createLogger({ name: 'emberlog', level: config.logLevel });

const restoreAt = process.argv.indexOf('--restore');
if (restoreAt !== -1) {
  const backup = process.argv[restoreAt + 1] ?? fail('--restore needs the directory of a backup');
  const withoutAddresses = process.argv.includes('--without-addresses');
  const { stdout, stderr } = process;
  const output = { logger, clock: Date.now, stdout, stderr };
  process.exit(await runRestore({ backup, config, withoutAddresses, ...output }));
}

const start = async () => {
  try {
    const onNotice = (line: string): void => void process.stderr.write(`emberlog: ${line}\n`);
    const onCatchUp = (line: string): void => void process.stdout.write(`${line}\n`);
    return await startStandalone({ config, logger, clock: Date.now, onCatchUp, onNotice });
  } catch (error) {
    if (error instanceof StartRefusedError) return fail(error.message);
    logger.error({ err: error }, 'start failed');
    return fail(`could not start: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
};

const standalone = await start();

const stopping = new AbortController();
const stop = async (code: number): Promise<void> => {
  if (stopping.signal.aborted) return;
  stopping.abort();
  process.stdout.write('\nstopping …\n');
  endByForce(LONGEST_STOP_MS);
  await standalone.stop();
  await pause(ENGINE_ENDS_MS);
  process.exit(code);
};
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
standalone.projected.catch((error: unknown) => {
  const reason = explainFailure(error, config);
  if (reason === null) logger.error({ err: error }, 'projector failed');
  else process.stderr.write(`emberlog: ${reason}\n`);
  void stop(1);
});

try {
  process.stdout.write(`Emberlog listens on ${standalone.url}\n`);
  const { dataDir, demo } = config;
  // However long it takes: until then every question is answered 503.
  await standalone.whenCaughtUp();
  await runDemo({ standalone, dataDir, clock: Date.now, stream: process.stdout, logger });
  standalone.startDigests();
  const { url, sqlUrl, writeKey, readKey, sqlKey, internalClient } = standalone;
  // A greeting without a paper is better than none: the product runs already.
  const item = await internalClient.trending({ limit: 20 }).then(
    ({ items }) => nearestToRise(items),
    () => null,
  );
  process.stdout.write(greeting({ url, sqlUrl, dataDir, writeKey, readKey, sqlKey, demo, item }));
} catch (error) {
  if (!stopping.signal.aborted) {
    logger.error({ err: error }, 'demo failed');
    await stop(1);
  }
}
