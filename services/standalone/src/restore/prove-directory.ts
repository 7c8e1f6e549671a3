import type { BackupManifest } from '@emberlog/api';
import { openReadModel } from '@emberlog/composition';
import { openLmdbLog } from '@emberlog/event-log';
import { configurationCheck, proveTables, type Examined } from '@emberlog/projector';
import { join } from 'node:path';
import { LOG } from '../backup/backed-up-places.ts';
import { PARTITIONS } from '../open-log.ts';
import { readRecords } from './read-records.ts';
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
  const { config, clock, logger, fingerprint, manifest, onStep } = options;
  const { dataDir } = config;
  const log = openLmdbLog({
    ...{ path: join(dataDir, LOG), partitions: PARTITIONS, clock, alone: true },
  });
  try {
    const records = await readRecords(log, {
      expected: manifest.positions,
      onProgress: (done, total) => onStep('records', done, total),
    });
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
