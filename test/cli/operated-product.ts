import { openLmdbLog, type NewRecord } from '@emberlog/event-log';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { standaloneConfig, startStandalone, type Standalone } from '@emberlog/standalone';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callEmberlog, type Called } from './call-emberlog.ts';
import { PARTITIONS } from './poison.ts';

export type OperatedProduct = {
  /** Holds `.emberlog`, the data directory. */
  readonly directory: string;
  readonly url: string;
  /** Where analysts ask. */
  readonly sqlUrl: string;
  /** Runs `emberlog` in this process with the words given. */
  readonly emberlog: (...argv: string[]) => Promise<Called>;
  readonly keys: () => Promise<Readonly<Record<string, string>>>;
  /** Stops it, appends records to its log as no collector would, and starts it again. */
  readonly appendRaw: (records: readonly NewRecord[]) => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const logger = createLogger({ name: 'operated', level: 'silent' });

/** The real product on the embedded adapters in this process, and the command of its operators. */
export const startOperated = async (): Promise<OperatedProduct> => {
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-operated-'));
  const dataDir = join(directory, '.emberlog');
  const read = readConfig(standaloneConfig, {
    EMBERLOG_DATA_DIR: dataDir,
    EMBERLOG_DEMO: 'off',
    EMBERLOG_PORT: '0',
    EMBERLOG_SQL_PORT: '0',
  });
  if (!read.ok) throw new Error('the configuration is not valid');
  const { config } = read;
  const start = async (): Promise<Standalone> => {
    const started = await startStandalone({ config, logger, clock: Date.now });
    await started.whenCaughtUp();
    return started;
  };
  let product = await start();
  const whileStopped = async (work: () => Promise<void>): Promise<void> => {
    await product.stop();
    await work();
    product = await start();
  };
  return {
    directory,
    get url() {
      return product.url;
    },
    get sqlUrl() {
      return product.sqlUrl ?? '';
    },
    keys: async () =>
      JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')) as Record<string, string>,
    emberlog: async (...argv) => await callEmberlog(product.url, ...argv),
    restart: async () => await whileStopped(() => Promise.resolve()),
    appendRaw: async (records) =>
      await whileStopped(async () => {
        const path = join(dataDir, 'log');
        const log = openLmdbLog({ path, partitions: PARTITIONS, clock: Date.now });
        await log.append(records);
        await log.close();
      }),
    close: async () => {
      await product.stop();
      await rm(directory, { recursive: true });
    },
  };
};
