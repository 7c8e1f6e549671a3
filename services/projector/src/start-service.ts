import type { Database } from '@emberlog/clickhouse';
import {
  openKafka,
  openKeysFile,
  openReadModel,
  retentionIn,
  serveHttp,
  SOFTWARE_VERSION,
  type RunningService,
  type ServiceContext,
} from '@emberlog/composition';
import { TOPICS, type EventLog } from '@emberlog/event-log';
import { createProjectorInstruments } from '@emberlog/metrics';
import { createHealth, fingerprintOf } from '@emberlog/service-kit';
import type { z } from 'zod';
import type { projectorConfig } from './config.ts';
import { createAdmin } from './admin/create-admin.ts';
import { openServerBackups } from './backup/open-server-backups.ts';
import { configurationCheck } from './doctor/configuration-checks.ts';
import { startProjector, type Projector, type ProjectorOptions } from './start-projector.ts';

/**
 * The projector as a process of its own, one of as many as the log has partitions. It listens before
 * its first checks have passed, which may take as long as the tables are large.
 */
export const startService = async (
  context: ServiceContext<z.output<typeof projectorConfig>>,
): Promise<RunningService> => {
  const { config, logger, metrics, tracer, onStop, notice } = context;
  const { kafka, clickhouseUrl, clickhouseCluster } = config;
  const { log, trouble, toldBy } = await openKafka({
    kafka: { ...kafka, makesTopics: false },
    logger,
  });
  onStop('event log', log.close);
  const database = await openReadModel(
    { url: clickhouseUrl, cluster: clickhouseCluster },
    { views: config },
  );
  onStop('read model', database.close);

  const retentionOf = retentionIn(kafka);
  let projector: Projector | null = null;
  const health = createHealth();
  health.register('kafka', trouble);
  health.register('projector', () =>
    projector === null ? 'waiting for partitions' : (projector.trouble() ?? projector.status()),
  );
  const admin =
    config.keysFile === null
      ? []
      : [
          await openAdmin(context, config.keysFile, {
            log,
            database,
            retentionOf,
            projector: () => projector,
          }),
        ];
  const url = await serveHttp({ config, logger, health, metrics, tracer, routes: admin, onStop });

  const starting = startProjector({
    log,
    database,
    logger,
    fingerprint: fingerprintOf(config.secret),
    viewRetentionMs: config.viewRetentionMs,
    toldBy,
    archivesDir: config.archivesDir,
    instruments: createProjectorInstruments(metrics, TOPICS),
    tracer,
    retentionOf,
    progress: notice,
    onTrouble: (reason) => notice(reason ?? 'the read model follows the log again'),
  });
  // While its first checks run it has inserted nothing; one that is under way is left to the deadline.
  onStop('projector', async () => await projector?.close());
  const project = async (): Promise<void> => {
    projector = await starting;
    await projector.done;
  };
  return { url, failed: project() };
};

/** What operators ask, where there are keys to tell them by. */
const openAdmin = async (
  context: ServiceContext<z.output<typeof projectorConfig>>,
  keysFile: string,
  parts: {
    readonly log: EventLog;
    readonly database: Database;
    readonly retentionOf: ProjectorOptions['retentionOf'];
    readonly projector: () => Projector | null;
  },
) => {
  const { config, logger, onStop, clock } = context;
  const { keyring, keys } = await openKeysFile({ path: keysFile, logger, onStop });
  const { reader, writer } = parts.database;
  return createAdmin({
    ...{ log: parts.log, reader, writer, keyring, clock, projector: parts.projector },
    retentionOf: parts.retentionOf,
    keys: { store: null, fileKeys: keys },
    version: SOFTWARE_VERSION,
    checks: [configurationCheck({ ...config, demo: false })],
    backups: openServerBackups({ database: parts.database, logger, clock, onStop }),
  });
};
