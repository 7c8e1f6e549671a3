import { SQL_VIEWS } from '@emberlog/clickhouse';
import { createGovernor, serveSqlPort, type SqlPort } from '@emberlog/clickhouse-http';
import { StartRefusedError, type ReadModel, type Scope } from '@emberlog/composition';
import { createSqlInstruments } from '@emberlog/metrics';
import type { Keyring, Lifecycle, Logger, LogLevel, Metrics } from '@emberlog/service-kit';
import { join } from 'node:path';
import type { StandaloneConfig } from './config.ts';

export type OpenSqlPortOptions = {
  readonly config: Pick<StandaloneConfig, 'dataDir' | 'host' | 'logLevel' | 'sqlPort'>;
  readonly database: Pick<ReadModel, 'connect'>;
  readonly keyring: Keyring<Scope>;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly onStop: Lifecycle['onStop'];
  /** The engine does not let go of a question: it must not be closed any more. */
  readonly onHeld: () => void;
};

/**
 * Opens the port that analysts ask; null where it is off, and where the read model is on a server, which
 * they ask instead. Rejects with `StartRefusedError` where the port is taken.
 */
export const openSqlPort = async (options: OpenSqlPortOptions): Promise<SqlPort | null> => {
  const { config, database, keyring, metrics, logger, clock, onStop, onHeld } = options;
  const { host, sqlPort: port } = config;
  const { connect } = database;
  if (port === null || connect === null) return null;
  const governor = createGovernor({ views: SQL_VIEWS });
  const own = connect();
  try {
    await governor.prepare(own);
  } finally {
    own.close();
  }
  const instruments = createSqlInstruments(metrics);
  const log = logger.child({}, { level: levelOfQueries(config.logLevel) });
  const opened = await serveSqlPort({
    engine: { connect },
    governor,
    pipesDirectory: join(config.dataDir, 'sql-pipes'),
    ...{ host, port, clock },
    authenticate: (password) => {
      const key = keyring.identify(password);
      return key === null ? null : { id: key.id, maySelect: key.scopes.has('sql') };
    },
    onEnded: (query) => {
      instruments.ended(query);
      log.info(query, 'sql query');
    },
  }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new StartRefusedError(
      `${host}:${port} is in use by another process. Set EMBERLOG_SQL_PORT to a free port, or to off.`,
      { cause: error },
    );
  });
  instruments.watch(() => opened.queries.list().map(({ state }) => state));
  onStop('sql port', async () => {
    const held = await opened.close();
    if (held.length === 0) return;
    onHeld();
    logger.warn({ held }, 'the engine does not let go of sql queries: it ends with the process');
  });
  return opened;
};

/** Who asked what is told by default, too; who wants errors only, or nothing, is taken at their word. */
const levelOfQueries = (level: LogLevel): LogLevel => (level === 'warn' ? 'info' : level);
