import { serveClickHouse } from '@emberlog/clickhouse-http';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { clickhouseServerConfig } from './config.ts';

// Who reads the output may go away; that is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Above what `close` takes: closing the engine is native code, which may wait for a dead disk. */
const LONGEST_STOP_MS = 8_000;

const fail = (message: string): never => {
  process.stderr.write(`emberlog clickhouse: ${message}\n`);
  process.exit(1);
};

const read = readConfig(clickhouseServerConfig, process.env);
if (!read.ok) {
  const lines = read.problems.map(({ name, message }) => `  ${name} ${message}`);
  fail(`the configuration has ${lines.length} problem(s)\n${lines.join('\n')}`);
  throw new Error('unreachable');
}
const { logLevel, password, ...place } = read.config;
if (process.argv.includes('--check-config')) {
  const shown = { ...read.config, password: password === null ? null : 'given' };
  process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  process.exit(0);
}

const logger = createLogger({ name: 'clickhouse-server', level: logLevel });

const start = async () => {
  try {
    return await serveClickHouse(password === null ? place : { ...place, password });
  } catch (err) {
    const code = err instanceof Error && 'code' in err ? err.code : null;
    logger.debug({ err }, 'start failed');
    if (code === 'EADDRINUSE') {
      return fail(`port ${place.port} is in use. Set EMBERLOG_CLICKHOUSE_PORT to a free port.`);
    }
    return fail(err instanceof Error ? err.message : 'could not start');
  }
};

const served = await start();

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LONGEST_STOP_MS).unref();
  logger.info({}, 'stopping');
  await served.close();
  process.exit(0);
};
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());

process.stdout.write(`ClickHouse listens on ${served.url}\n`);
