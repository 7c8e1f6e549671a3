import {
  LogCorruptedError,
  LogUnavailableError,
  LogWriteError,
  PartitionCountError,
} from '@emberlog/event-log';
import { EngineFailureError, ProjectionRefusedError } from '@emberlog/projector';
import { AddressInUseError } from '@emberlog/service-kit';
import { join } from 'node:path';
import { diskTrouble } from './data-directory/disk-trouble.ts';
import { readModelFailure } from './open-read-model.ts';
import { StartRefusedError } from './start-refused-error.ts';

/** Where the data lie, for what the operator is told to do. */
export type Places = {
  readonly dataDir: string;
  readonly clickhouseUrl: string | null;
  readonly kafka: { readonly brokers: readonly string[] } | null;
};

/**
 * Sentences for the operator about a failure that ends the process: what is wrong and what to do.
 * Null for what nobody expects, which needs its stack.
 */
export const explainFailure = (error: unknown, places: Places): string | null => {
  const { dataDir, clickhouseUrl, kafka } = places;
  const log = kafka === null ? join(dataDir, 'log') : `on Kafka (${kafka.brokers.join(', ')})`;
  const readModel = join(dataDir, 'clickhouse');
  if (error instanceof StartRefusedError) return error.message;
  if (error instanceof AddressInUseError) {
    return `${error.message}. Set EMBERLOG_PORT to a free port.`;
  }
  if (error instanceof LogCorruptedError) {
    return `the log is damaged: ${error.message}. Nothing was changed. Put back a backup of ${log}, then start again.`;
  }
  if (error instanceof LogWriteError) {
    return `a write to ${log} failed, and its engine cannot go on after that. Nothing that was accepted is lost. Start again: what is wrong is said then.`;
  }
  if (error instanceof LogUnavailableError && kafka !== null) {
    return `the log ${log} cannot be used: ${error.message}. See to the brokers, then start again.`;
  }
  // By its name: the adapter that makes it is loaded by those who use it only.
  if (error instanceof Error && error.name === 'TopicRefusedError') {
    return `${error.message}, then start again.`;
  }
  if (error instanceof PartitionCountError) {
    return `${error.message}. Use the version of Emberlog that made it.`;
  }
  if (error instanceof ProjectionRefusedError) {
    const where =
      clickhouseUrl === null && kafka === null
        ? ` The log is ${log}, the database ${readModel}: moved away, it is made again from the log.`
        : '';
    return `${error.message}.${where}`;
  }
  if (error instanceof EngineFailureError) {
    const place = clickhouseUrl === null ? { path: readModel } : { url: clickhouseUrl };
    return `${readModelFailure(error, place)}, then start again.`;
  }
  const trouble = diskTrouble(error, dataDir);
  return trouble === null ? null : `${trouble}, then start again.`;
};
