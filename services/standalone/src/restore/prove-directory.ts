import type { BackupManifest } from '@emberlog/api';
import { openReadModel } from '@emberlog/composition';
import { openLmdbLog, type EventLog } from '@emberlog/event-log';
import { configurationCheck, proveTables, type Examined } from '@emberlog/projector';
import { join } from 'node:path';
import { PARTITIONS } from '../open-log.ts';
import type { RestoreOptions } from './restore-directory.ts';

export type ProofOptions = RestoreOptions & {
  readonly fingerprint: string;
  readonly manifest: BackupManifest;
};

/**
 * Opens what was restored as a start does: every page and every record of the log is read, and the doctor
 * looks at the tables as they were brought and as the projector completes them.
 */
export const proveDirectory = async (
  options: ProofOptions,
): Promise<{ readonly records: number; readonly examined: readonly Examined[] }> => {
  const { config, clock, logger, fingerprint, onStep } = options;
  const { dataDir } = config;
  const log = openLmdbLog({
    ...{ path: join(dataDir, 'log'), partitions: PARTITIONS, clock, alone: true },
  });
  try {
    const records = await readRecords(log, options);
    onStep('doctor', 0, 1);
    const database = await openReadModel({ path: join(dataDir, 'clickhouse') });
    try {
      const checks = [configurationCheck({ ...config, demo: false })];
      const examined = await proveTables({
        ...{ log, database, clock, logger, fingerprint, checks },
        viewRetentionMs: config.viewRetentionMs,
      });
      return { records, examined };
    } finally {
      await database.close();
    }
  } finally {
    await log.close();
  }
};

/** Reads every record, and so its checksum; resolves with how many there are. */
const readRecords = async (log: EventLog, { manifest, onStep }: ProofOptions): Promise<number> => {
  const bounds = await log.bounds();
  const end = (positions: BackupManifest['positions']): number =>
    positions.reduce((sum, { first, end: last }) => sum + last - first, 0);
  const total = end([...bounds]);
  if (total !== end(manifest.positions)) {
    throw new Error(`the log holds ${total} records, by the manifest ${end(manifest.positions)}`);
  }
  if (total === 0) return 0;
  let read = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const subscription = log.follow({
    from: bounds.map(({ topic, partition, first }) => ({ topic, partition, offset: first })),
    handle: async (batch) => {
      read += batch.length;
      onStep('records', read, total);
      if (read === total) finish();
      await Promise.resolve();
    },
  });
  await Promise.race([finished, subscription.done]);
  await subscription.close();
  return read;
};
