import type { Engine } from '@emberlog/clickhouse';
import { closeServer } from '../protocol/close-server.ts';
import { openResultPipes } from '../engine/result-pipes.ts';
import type { Governor } from '../governed/governor.ts';
import { startHttpServer } from '../protocol/http-server.ts';
import { createInFlight } from '../protocol/in-flight.ts';
import type { EndedQuery } from './ended-query.ts';
import { DEFAULT_SQL_LIMITS, type SqlLimits } from './limits.ts';
import { createQuestionRunner } from './question-runner.ts';
import { createQueryBook, type RunningQueries, type RunningQuery } from './running-queries.ts';
import { createSqlListener } from './sql-listener.ts';
import type { Authenticate } from './sql-key.ts';

export type SqlPortOptions = {
  /** Connections of it are made for every question; it stays open. */
  readonly engine: Pick<Engine, 'connect'>;
  readonly governor: Governor;
  /** Directory of this port alone, for the pipes of answers; what is there is removed. */
  readonly pipesDirectory: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly authenticate: Authenticate;
  readonly limits?: Partial<SqlLimits>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Hears of every question that came with a key, once it has ended. */
  readonly onEnded?: (query: EndedQuery) => void;
  /** `close` waits that long for what runs, then ends it. @default 500 */
  readonly closeDeadlineMs?: number;
  /** What the engine has not let go of so long after it was ended, it is left with. @default 800 */
  readonly letGoMs?: number;
};

export type SqlPort = {
  /** Where a client on this machine finds it, without a slash at the end. */
  readonly url: string;
  readonly queries: RunningQueries;
  /**
   * Takes nothing more, lets what runs finish until the deadline, then ends it. Resolves with what the
   * engine has not let go of even so, as a constant that takes minutes: under that it must not be closed.
   */
  readonly close: () => Promise<readonly RunningQuery[]>;
};

/** Of the greatest size. */
const BODIES_HELD = 16;

/**
 * Serves questions about the documented views over ClickHouse's HTTP protocol. Rejects with the system's
 * error where the address cannot be had.
 */
export const serveSqlPort = async ({
  engine,
  governor,
  pipesDirectory,
  host,
  port,
  authenticate,
  clock,
  onEnded = () => undefined,
  closeDeadlineMs = 500,
  letGoMs = 800,
  ...options
}: SqlPortOptions): Promise<SqlPort> => {
  const limits = { ...DEFAULT_SQL_LIMITS, ...options.limits };
  const book = createQueryBook();
  const inFlight = createInFlight({
    statements: limits.running + limits.waiting,
    perOwner: limits.runningPerKey + limits.waitingPerKey,
    bytes: BODIES_HELD * limits.bodyBytes,
  });
  const pipes = await openResultPipes(pipesDirectory, limits.running);
  const ask = createQuestionRunner({ engine, governor, book, pipes, limits });
  const { server, url } = await startHttpServer(
    createSqlListener({ ask, authenticate, inFlight, limits, clock, onEnded }),
    { host, port },
  ).catch(async (error: unknown) => {
    await pipes.close();
    throw error;
  });
  let closing: Promise<readonly RunningQuery[]> | null = null;
  const closeOnce = async (): Promise<readonly RunningQuery[]> => {
    inFlight.stop();
    const closed = closeServer(server);
    await inFlight.emptied(closeDeadlineMs);
    const held = await book.killAll(letGoMs);
    server.closeAllConnections();
    await closed;
    await pipes.close();
    return held;
  };
  return {
    url,
    queries: { list: book.list, kill: book.kill },
    close: async () => {
      closing ??= closeOnce();
      return await closing;
    },
  };
};
