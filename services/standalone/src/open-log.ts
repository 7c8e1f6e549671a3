import { measureLog, openKafka, retentionIn, traceLog } from '@emberlog/composition';
import { openLmdbLog, type LmdbLog } from '@emberlog/event-log';
import type { KafkaLogOptions } from '@emberlog/event-log/kafka';
import type { LogInstruments } from '@emberlog/metrics';
import type { ProjectorOptions } from '@emberlog/projector';
import type { Tracer } from '@emberlog/tracing';
import type { Logger } from '@emberlog/service-kit';
import { join } from 'node:path';
import type { StandaloneConfig } from './config.ts';
import { expectRoom, freeBytes } from './data-directory/expect-room.ts';
import { watchLog, type WatchedLog } from './watched-log.ts';

/** Partitions of every topic of the embedded log; fixed for the life of a data directory. */
export const PARTITIONS = 4;

export type OpenLogOptions = {
  readonly config: Pick<StandaloneConfig, 'dataDir' | 'kafka'>;
  /** Wall clock, ms UTC, of the embedded log. */
  readonly clock: () => number;
  readonly onTrouble: (trouble: string | null) => void;
  readonly instruments: LogInstruments;
  readonly tracer: Tracer | undefined;
  readonly logger: Logger;
};

export type OpenedLog = WatchedLog &
  Pick<ProjectorOptions, 'trimLog' | 'toldBy' | 'retentionOf'> & {
    /** Null on Kafka, which keeps copies of its own. */
    readonly copyTo: LmdbLog['copyTo'] | null;
  };

/** The log the configuration names, and why it takes no events. */
export const openLog = async (options: OpenLogOptions): Promise<OpenedLog> => {
  const { kafka } = options.config;
  return kafka === null ? await openEmbeddedLog(options) : await openOnKafka({ ...options, kafka });
};

const openEmbeddedLog = async (options: OpenLogOptions): Promise<OpenedLog> => {
  const { config, clock, onTrouble, instruments, tracer, logger } = options;
  const path = join(config.dataDir, 'log');
  await expectRoom(path);
  const { committed: onCommit } = instruments;
  const opened = openLmdbLog({ path, partitions: PARTITIONS, clock, alone: true, onCommit });
  const { copyTo, trim: trimLog, ...log } = opened;
  const watched = watchLog({
    log,
    path,
    probe: async () => await expectRoom(path),
    free: () => freeBytes(path, 'data.mdb'),
    onTrouble,
    logger,
  });
  const traced = tracer === undefined ? watched.log : traceLog(watched.log, tracer);
  return { ...watched, log: measureLog(traced, instruments), copyTo, trimLog };
};

const openOnKafka = async ({
  kafka,
  onTrouble,
  instruments,
  tracer,
  logger,
}: Pick<OpenLogOptions, 'onTrouble' | 'instruments' | 'tracer' | 'logger'> & {
  kafka: KafkaLogOptions;
}): Promise<OpenedLog> => ({
  ...(await openKafka({ kafka, onTrouble, instruments, tracer, logger })),
  retentionOf: retentionIn(kafka),
  failed: new Promise<never>(() => undefined),
  copyTo: null,
});
