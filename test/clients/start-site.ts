import { createAdmin, type Admin } from '@emberlog/client';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { standaloneConfig, startStandalone } from '@emberlog/standalone';
import { temporaryDirectory } from '@emberlog/testing';
import { keysOf } from '../system/product.ts';

/** The product with an empty directory and a clock that stands still. */
export type StartedSite = {
  readonly url: string;
  readonly ingestUrl: string;
  /** Where analysts ask. */
  readonly sqlUrl: string;
  /** Of the scope `write`. */
  readonly key: string;
  /** The owner's, by their scope. */
  readonly keys: Readonly<Record<string, string>>;
  readonly admin: Admin;
  readonly directory: string;
  /** May be called again. */
  readonly stop: () => Promise<void>;
};

export const startSite = async (now: number): Promise<StartedSite> => {
  const directory = await temporaryDirectory();
  const config = readConfig(standaloneConfig, {
    ...{ EMBERLOG_DEMO: 'off', EMBERLOG_DATA_DIR: directory.path, EMBERLOG_PORT: '0' },
    EMBERLOG_SQL_PORT: '0',
  });
  if (!config.ok) throw new Error(JSON.stringify(config.problems));
  const logger = createLogger({ name: 'test', level: 'silent' });
  const product = await startStandalone({ config: config.config, logger, clock: () => now });
  const keys = await keysOf(directory.path);
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await product.stop();
    await directory.remove();
  };
  return {
    url: product.url,
    ingestUrl: product.url,
    sqlUrl: product.sqlUrl ?? '',
    key: keys['write'] ?? '',
    keys,
    admin: createAdmin({ baseUrl: product.url, apiKey: keys['admin'] ?? '' }),
    directory: directory.path,
    stop: async () => await (stopping ??= stop()),
  };
};
