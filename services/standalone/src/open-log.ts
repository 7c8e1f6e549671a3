import { openLmdbLog, type EventLog } from '@emberlog/event-log';
import type { Logger } from '@emberlog/service-kit';
import { join } from 'node:path';
import type { StandaloneConfig } from './config.ts';
import { expectRoom, freeBytes } from './data-directory/expect-room.ts';
import { watchLog, type WatchedLog } from './watched-log.ts';

/** Partitions of every topic of the embedded log; fixed for the life of a data directory. */
const PARTITIONS = 4;

export type OpenLogOptions = {
  readonly config: Pick<StandaloneConfig, 'dataDir' | 'kafka'>;
  /** Wall clock, ms UTC, of the embedded log. */
  readonly clock: () => number;
  readonly onTrouble: (trouble: string | null) => void;
  readonly logger: Logger;
};

/** The log the configuration names, and why it takes no events. */
export const openLog = async (options: OpenLogOptions): Promise<WatchedLog> =>
  options.config.kafka === null ? await openEmbeddedLog(options) : await openOnKafka(options);

const openEmbeddedLog = async ({ config, clock, onTrouble, logger }: OpenLogOptions) => {
  const path = join(config.dataDir, 'log');
  await expectRoom(path);
  return watchLog({
    log: openLmdbLog({ path, partitions: PARTITIONS, clock, alone: true }),
    path,
    probe: async () => await expectRoom(path),
    free: () => freeBytes(path, 'data.mdb'),
    onTrouble,
    logger,
  });
};

const openOnKafka = async ({ config, onTrouble, logger }: OpenLogOptions): Promise<WatchedLog> => {
  // Loaded by those who use it only.
  const { openKafkaLog } = await import('@emberlog/event-log/kafka');
  const log = await openKafkaLog({ brokers: [], partitions: PARTITIONS, ...config.kafka });
  let told: string | null = null;
  const look = (): string | null => {
    const trouble = log.trouble();
    if (trouble !== told) onTrouble(trouble === null ? null : `events are refused: ${trouble}`);
    told = trouble;
    return trouble;
  };
  const append: EventLog['append'] = async (records) => {
    try {
      return await log.append(records);
    } catch (error) {
      if (told === null) logger.warn({ err: error }, 'append failed');
      throw error;
    } finally {
      look();
    }
  };
  return {
    log: { ...log, append },
    trouble: () => Promise.resolve(look()),
    failed: new Promise<never>(() => undefined),
  };
};
