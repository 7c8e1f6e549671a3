import { openEngine } from '@emberlog/clickhouse';
import { openSpool } from '../engine/spool.ts';
import { createStatementRunner } from '../engine/statement-runner.ts';
import { closeServer } from '../protocol/close-server.ts';
import { startHttpServer } from '../protocol/http-server.ts';
import { createInFlight } from '../protocol/in-flight.ts';
import { createRequestListener } from './request-listener.ts';

export type ServeOptions = {
  /** Data directory of the engine. One process at a time. */
  readonly path: string;
  /** Directory of the engine's disk `backups`. @default none are made or restored */
  readonly backups?: string;
  /** Other than a loopback address only with a password. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** @default 'default' */
  readonly user?: string;
  /** Asked of everybody; without one, or with an empty one, only browsers are refused. */
  readonly password?: string;
  /** Statements that read at a time; each holds a libuv thread, and so does one that writes. @default 8 */
  readonly readers?: number;
  /** Statements taken at a time, those that wait included. @default 100 */
  readonly maxStatements?: number;
  /** Of one statement or its rows, unpacked; all together may hold four times as many. @default 64 MiB */
  readonly maxBodyBytes?: number;
  /** `close` waits that long for what runs, then ends it. @default 5000 */
  readonly closeDeadlineMs?: number;
};

export type ServedClickHouse = {
  /** For `openServer`, without credentials and without a slash at the end. */
  readonly url: string;
  /** Takes nothing more, lets what runs finish until the deadline, closes the engine. */
  readonly close: () => Promise<void>;
};

const BODIES_HELD = 4;
/** How long an ended statement may take to end. */
const KILL_MS = 1_000;

/**
 * Serves the engine of a data directory over ClickHouse's HTTP protocol, for reading and writing.
 * Rejects with a sentence when another process holds the directory, when a password is missing, and
 * with the system's error when the address cannot be had.
 */
export const serveClickHouse = async ({
  path,
  backups,
  host,
  port,
  user = 'default',
  password,
  readers = 8,
  maxStatements = 100,
  maxBodyBytes = 64 * 1_024 * 1_024,
  closeDeadlineMs = 5_000,
}: ServeOptions): Promise<ServedClickHouse> => {
  const isOpen = password === undefined || password === '';
  if (isOpen && !LOOPBACK.test(host)) {
    throw new Error(`a server on ${host} needs a password: others reach it. Set one.`);
  }
  const engine = await openEngine({ path, backups });
  try {
    const runner = createStatementRunner({ engine, spool: await openSpool(path), readers });
    const inFlight = createInFlight({
      statements: maxStatements,
      bytes: BODIES_HELD * maxBodyBytes,
    });
    const credentials = isOpen ? null : { user, password };
    const { server, url } = await startHttpServer(
      createRequestListener({ runner, inFlight, credentials, maxBodyBytes }),
      { host, port },
    );
    let closing: Promise<void> | null = null;
    const closeOnce = async (): Promise<void> => {
      inFlight.stop();
      const closed = closeServer(server);
      let emptied = await inFlight.emptied(closeDeadlineMs);
      if (!emptied) {
        await runner.killAll();
        emptied = await inFlight.emptied(KILL_MS);
      }
      server.closeAllConnections();
      await closed;
      // Closing under a statement that still runs would crash the process.
      if (emptied) engine.close();
    };
    return {
      url,
      close: async () => {
        closing ??= closeOnce();
        await closing;
      },
    };
  } catch (error) {
    engine.close();
    throw error;
  }
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
