import { AddressBookRefusedError, AddressKeyMissingError } from '@emberlog/address-book';
import { explainFailure as explainServer, readModelFailure } from '@emberlog/composition';
import { LogCorruptedError, LogWriteError, PartitionCountError } from '@emberlog/event-log';
import { EngineFailureError, ProjectionRefusedError } from '@emberlog/projector';
import { join } from 'node:path';
import { diskTrouble } from './data-directory/disk-trouble.ts';

const logOf = ({ topic }: { readonly topic: string }, dataDir: string): string =>
  join(dataDir, topic === 'emberlog.subscriptions' ? 'subscriptions' : 'log');

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
  const log = join(dataDir, 'log');
  const readModel = join(dataDir, 'clickhouse');
  if (error instanceof LogCorruptedError && kafka === null) {
    // Of a damaged file the message has the path.
    const which = error.position === null ? 'that log' : logOf(error.position, dataDir);
    return `the log is damaged: ${error.message}. Nothing was changed. Put back a backup of ${which}, then start again.`;
  }
  if (error instanceof AddressBookRefusedError) {
    return `the addresses in ${join(dataDir, 'addresses')} cannot be used: ${error.message}`;
  }
  if (error instanceof AddressKeyMissingError) {
    return `${error.message}. Give that key again, in the list behind the first.`;
  }
  if (error instanceof LogWriteError) {
    return `a write to ${log} failed, and its engine cannot go on after that. Nothing that was accepted is lost. Start again: what is wrong is said then.`;
  }
  if (error instanceof PartitionCountError) {
    return `${error.message}. Use the version of Emberlog that made it.`;
  }
  if (error instanceof ProjectionRefusedError && clickhouseUrl === null && kafka === null) {
    return `${error.message}. The log is ${log}, the database ${readModel}: moved away, it is made again from the log.`;
  }
  if (error instanceof EngineFailureError && clickhouseUrl === null) {
    return `${readModelFailure(error, { path: readModel })}, then start again.`;
  }
  const reason = explainServer(error, places);
  if (reason !== null) return reason;
  const trouble = diskTrouble(error, dataDir);
  return trouble === null ? null : `${trouble}, then start again.`;
};
