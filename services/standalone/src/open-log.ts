import { measureLog, openKafka, retentionIn, traceLog } from '@emberlog/composition';
import {
  openLmdbLog,
  SUBSCRIPTION_TOPICS,
  TOPICS,
  type LmdbLog,
  type SubscriptionTopic,
} from '@emberlog/event-log';
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
  return kafka === null
    ? await openEmbeddedLog(options, { name: 'log', topics: TOPICS })
    : await openOnKafka({ ...options, kafka });
};

/** The log of subscriptions, beside the one that the read model is made of. */
export const openSubscriptionLog = async (
  options: OpenLogOptions,
): Promise<
  WatchedLog<SubscriptionTopic> & {
    readonly copyTo: LmdbLog<SubscriptionTopic>['copyTo'] | null;
  }
> => {
  const { kafka } = options.config;
  const topics = SUBSCRIPTION_TOPICS;
  if (kafka === null) return await openEmbeddedLog(options, { name: 'subscriptions', topics });
  const opened = await openKafka({ ...options, kafka: { ...kafka, topics } });
  return { ...opened, failed: new Promise<never>(() => undefined), copyTo: null };
};

type EmbeddedLog<T extends string> = {
  readonly copyTo: LmdbLog<T>['copyTo'];
  readonly trimLog: LmdbLog<T>['trim'];
};

const openEmbeddedLog = async <T extends string>(
  options: OpenLogOptions,
  { name, topics }: { readonly name: string; readonly topics: readonly T[] },
): Promise<WatchedLog<T> & EmbeddedLog<T>> => {
  const { config, clock, onTrouble, instruments, tracer, logger } = options;
  const path = join(config.dataDir, name);
  await expectRoom(path);
  const { committed: onCommit } = instruments;
  const partitions = PARTITIONS;
  const opened = openLmdbLog({ path, topics, partitions, clock, alone: true, onCommit });
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
