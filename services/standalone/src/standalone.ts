import { POSITION_PURPOSE } from '@emberlog/api';
import { createClient, type Client } from '@emberlog/client';
import { ACTOR_PURPOSE, createCollector } from '@emberlog/collector';
import {
  connectionLimit,
  createHttpObservers,
  openFilesLimit,
  openTracer,
  SOFTWARE_VERSION,
  StartRefusedError,
} from '@emberlog/composition';
import { createDashboard, VISITOR_PURPOSE } from '@emberlog/dashboard';
import { TOPICS } from '@emberlog/event-log';
import { EVENT_TYPES } from '@emberlog/events';
import {
  createCollectorInstruments,
  createLogInstruments,
  createProcessMetrics,
  createProjectorInstruments,
  createQueryInstruments,
  watchDisks,
} from '@emberlog/metrics';
import { configurationCheck, createAdmin, startProjector, type Logics } from '@emberlog/projector';
import { createQuery, CURSOR_PURPOSE, requireReadKey } from '@emberlog/query';
import {
  createHealth,
  createHttpApp,
  createLifecycle,
  createPseudonymiser,
  createSealer,
  createSigner,
  fingerprintOf,
  listen,
  type Health,
  type Logger,
} from '@emberlog/service-kit';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { makeBackupDirectory } from './backup/backup-directory.ts';
import { openBackups } from './backup/open-backups.ts';
import type { StandaloneConfig } from './config.ts';
import { expectComplete } from './data-directory/expect-complete.ts';
import { expectRoom } from './data-directory/expect-room.ts';
import { diskRooms } from './data-directory/disk-rooms.ts';
import { lockDirectory } from './data-directory/lock.ts';
import { openOrigin, type Origin } from './data-directory/origin.ts';
import { openSecret } from './data-directory/secret.ts';
import { explainFailure } from './explain-failure.ts';
import { openAccess } from './open-access.ts';
import { openLog } from './open-log.ts';
import { openOwnDigest } from './open-own-digest.ts';
import { openSqlPort } from './open-sql-port.ts';
import { openTables } from './open-tables.ts';
import { untilCaughtUp } from './until-caught-up.ts';

const DEMO_SEED = 20_251_210;

export type Standalone = {
  readonly url: string;
  /** Where analysts ask; null where there is no SQL port. */
  readonly sqlUrl: string | null;
  readonly origin: Origin;
  readonly health: Health;
  /** A key with the scope `write` in clear, null where only hashes are known. */
  readonly writeKey: string | null;
  /** A key with the scope `read` in clear, null where reading needs none or none is known. */
  readonly readKey: string | null;
  /** A key with the scope `sql` in clear, null where none is known. */
  readonly sqlKey: string | null;
  /** Resolves once every record known at the start is in the read model. */
  readonly whenCaughtUp: () => Promise<void>;
  /** Begins to send mails; not before the tables hold what they are made of. */
  readonly startDigests: () => void;
  /** Talks to the services in this process with a key of its own, made for this run. */
  readonly internalClient: Client;
  /** Adds a step to run first when the process stops. */
  readonly onStop: (name: string, step: () => unknown) => void;
  /** Resolves when the projector stopped, rejects when it or the log failed for good. */
  readonly projected: Promise<void>;
  readonly stop: () => Promise<void>;
};

export type StandaloneOptions = {
  readonly config: StandaloneConfig;
  readonly logger: Logger;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** What rows are made by. @default the logics of this release */
  readonly logics?: Logics;
  /** Hears how far the read model is, while it catches up with the log. */
  readonly onCatchUp?: (line: string) => void;
  /** Hears of trouble that the operator can end, and of its end; sentences without their full stop. */
  readonly onNotice?: (line: string) => void;
};

/**
 * Builds every service on the adapters that the configuration names and listens. What was opened is closed again when
 * a later step fails. Rejects with `StartRefusedError` for what the operator must decide.
 */
export const startStandalone = async (options: StandaloneOptions): Promise<Standalone> => {
  const lifecycle = createLifecycle({ logger: options.logger });
  try {
    return await compose(options, lifecycle);
  } catch (error) {
    await lifecycle.stop();
    const reason = explainFailure(error, options.config);
    throw reason === null ? error : new StartRefusedError(reason, { cause: error });
  }
};

const compose = async (
  { config, logger, clock, logics, onCatchUp, onNotice = () => undefined }: StandaloneOptions,
  { onStop, stop }: ReturnType<typeof createLifecycle>,
): Promise<Standalone> => {
  const { dataDir } = config;
  const maxConnections = connectionLimit(await openFilesLimit());
  await expectRoom(dataDir);
  const lock = await lockDirectory(dataDir, `http://${config.host}:${config.port}`);
  onStop('data directory', lock.release);
  await expectComplete(dataDir, { secretGiven: config.secret !== null });
  const secret = await openSecret(dataDir, config.secret);
  const fingerprint = fingerprintOf(secret);
  const origin = await openOrigin(dataDir, {
    fingerprint,
    demo: config.demo,
    now: clock(),
    seed: DEMO_SEED,
  });
  const access = await openAccess({ config, logger, onStop });
  const metrics = createProcessMetrics();
  const tracer = await openTracer({ config, logger, onStop });

  const instruments = createLogInstruments(metrics);
  const logging = { config, clock, instruments, tracer, logger };
  const { log, trouble, failed, copyTo, trimLog, toldBy, retentionOf } = await openLog({
    ...logging,
    onTrouble: (reason) => onNotice(reason ?? 'events are accepted again'),
  });
  onStop('event log', log.close);
  const backupTrouble = await makeBackupDirectory(config);
  const database = await openTables(config, { secret, hasBackups: backupTrouble === null });
  // To close an engine under a statement takes the process with it, before the log is closed.
  let isHeld = false;
  onStop('read model', async () => {
    if (!isHeld) await database.close();
  });
  const projector = await startProjector({
    log,
    database,
    fingerprint,
    ...{ trimLog, toldBy, retentionOf },
    viewRetentionMs: config.viewRetentionMs,
    archivesDir: join(dataDir, 'archives'),
    logger: logger.child({ service: 'projector' }),
    instruments: createProjectorInstruments(metrics, TOPICS),
    tracer,
    onTrouble: (reason) => onNotice(reason ?? 'the read model follows the log again'),
    ...(logics === undefined ? {} : { logics }),
    ...(onCatchUp === undefined ? {} : { progress: onCatchUp }),
  });
  onStop('projector', projector.close);

  const sealer = createSealer({ secret, purpose: POSITION_PURPOSE });
  const collector = await createCollector({
    log,
    keyring: access.keyring,
    sealer,
    pseudonymise: createPseudonymiser({ secret, purpose: ACTOR_PURPOSE }),
    clock,
    limits: { viewRetention: config.viewRetentionMs },
    logger: logger.child({ service: 'collector' }),
    instruments: createCollectorInstruments(metrics, EVENT_TYPES),
  });
  const hasSqlPort = config.sqlPort !== null && database.connect !== null;
  const query = createQuery({
    reader: database.reader,
    log,
    sealer,
    cursorSigner: createSigner({ secret, purpose: CURSOR_PURPOSE }),
    clock,
    viewRetentionMs: config.viewRetentionMs,
    publicUrl: config.publicUrl,
    ...(config.sqlPort === null ? {} : { sqlPort: config.sqlPort }),
    ...(hasSqlPort ? { sqlBox: '/sql' } : {}),
    logger: logger.child({ service: 'query' }),
    instruments: createQueryInstruments(metrics),
    tracer,
    // Where others project as well, their commits are not heard of here.
    ...(database.shared ? {} : { changes: projector.onProgress, readModel: projector.readModel }),
    keyring: access.keyring,
    unavailable: projector.status,
    isShared: database.shared,
    revision: database.revision,
  });

  const observe = createHttpObservers(metrics, tracer);
  const app = createHttpApp({ logger, observe });
  const internalClient = createClient({
    baseUrl: 'http://emberlog.internal',
    apiKey: access.internalKey,
    fetch: async (input, init) => await app.fetch(new Request(input, init)),
  });
  const { host, port } = config;
  let siteUrl = config.publicUrl ?? `http://${host}:${port}`;
  const digest = await openOwnDigest({
    ...{ ...logging, secret, metrics, onStop },
    logger: logger.child({ service: 'digest' }),
    ranking: internalClient,
    keyring: access.keyring,
    siteUrl: () => siteUrl,
    onTrouble: (reason) => onNotice(reason ?? 'subscriptions are accepted again'),
  });
  const dashboard = createDashboard({
    client: internalClient,
    subscriptions: true,
    mailDirectory: digest.mailDirectory,
    signer: createSigner({ secret, purpose: VISITOR_PURPOSE }),
    clock,
    ids: randomUUID,
    demo: origin.demo !== null,
    sqlDocs: '/docs/sql',
    sqlUrl: () => sqlPort?.url ?? null,
    ...(config.publicUrl === null ? {} : { publicUrl: config.publicUrl }),
  });
  const health = createHealth();
  health.register('log', trouble);
  health.register('log of subscriptions', digest.trouble);
  health.register('projector', () => projector.trouble() ?? projector.status());
  watchDisks(metrics, async () => await diskRooms(config));
  for (const { routes } of [health, metrics]) app.route('/', routes);
  if (config.readKeys === 'required') app.route('/', requireReadKey(access.keyring));
  const sqlPort = await openSqlPort({
    ...{ config, database, metrics, clock, onStop },
    keyring: access.keyring,
    logger: logger.child({ service: 'sql' }),
    onHeld: () => (isHeld = true),
  });
  const admin = createAdmin({
    ...{ log, reader: database.reader, writer: database.writer, clock },
    ...{ keyring: access.keyring, keys: access.keys, version: SOFTWARE_VERSION },
    retentionOf,
    projector: () => projector,
    queries: () => sqlPort?.queries ?? null,
    checks: [configurationCheck({ ...config, demo: origin.demo !== null })],
    backups: openBackups({
      ...{ config, copyTo, database, fingerprint, logger, clock, onStop },
      readers: digest,
      trouble: backupTrouble,
    }),
  });
  const services = [collector.routes, query.routes, admin, dashboard.routes, digest.routes];
  for (const routes of services) app.route('/', routes);

  const listening = await listen(app, { host, port, logger, limits: { maxConnections } });
  siteUrl = config.publicUrl ?? listening.url;
  onStop('http', listening.close);
  // Stops before the listener: who waits for a position is answered, not cut off.
  onStop('query', query.close);
  return {
    url: listening.url,
    sqlUrl: sqlPort?.url ?? null,
    origin,
    health,
    writeKey: access.writeKey,
    sqlKey: access.sqlKey,
    readKey: config.readKeys === 'required' ? access.readKey : null,
    whenCaughtUp: async () => await untilCaughtUp(projector),
    startDigests: digest.start,
    internalClient,
    onStop,
    projected: Promise.race([projector.done, failed, digest.failed]),
    stop,
  };
};
