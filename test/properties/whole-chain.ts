import { POSITION_PURPOSE, trendingReply, type TrendingReply } from '@emberlog/api';
import { migrate, openEmbedded, truncateTable } from '@emberlog/clickhouse';
import { createMemoryLog, type EventLog, type NewRecord } from '@emberlog/event-log';
import { startProjector, type Projector } from '@emberlog/projector';
import { createQuery, type Query } from '@emberlog/query';
import { createHttpApp, createLogger, createSealer, createSigner } from '@emberlog/service-kit';
import { temporaryDirectory, waitUntil } from '@emberlog/testing';

/** A record and when the log takes it in, ms UTC. */
export type Arrival = { readonly logged: number; readonly record: NewRecord };

/** Log, projector, engine and service in one process, asked without a socket. */
export type WholeChain = {
  /** Begins anew with an empty log and empty tables. */
  readonly restart: () => Promise<void>;
  /** Appends in the order given; `logged` must not decrease. */
  readonly append: (arrivals: readonly Arrival[]) => Promise<void>;
  /** Resolves once every record that was appended is a row. */
  readonly caughtUp: () => Promise<void>;
  /** What the clock of the service shows, ms UTC. */
  readonly setClock: (now: number) => void;
  readonly list: (params: Readonly<Record<string, string>>) => Promise<TrendingReply>;
  readonly close: () => Promise<void>;
};

const SECRET = new Uint8Array(32).fill(5);
const logger = createLogger({ name: 'properties', level: 'silent' });

export const openWholeChain = async (): Promise<WholeChain> => {
  const directory = await temporaryDirectory();
  const database = await openEmbedded({ path: directory.path });
  await migrate(database.writer);
  let [now, clock] = [0, 0];
  let running: {
    log: EventLog;
    projector: Projector;
    query: Query;
    ask: (path: string) => Promise<Response>;
  } | null = null;

  const current = () => {
    if (running === null) throw new Error('the chain was not started');
    return running;
  };
  const stop = async (): Promise<void> => {
    running?.query.close();
    await running?.projector.close();
    running = null;
  };
  const list: WholeChain['list'] = async (params) => {
    const reply = await current().ask(`/v1/trending?${new URLSearchParams(params).toString()}`);
    const body: unknown = await reply.json();
    if (reply.status !== 200) throw new Error(JSON.stringify(body));
    return trendingReply.parse(body);
  };
  return {
    list,
    restart: async () => {
      await stop();
      for (const table of ['items', 'votes', 'views'] as const) {
        await database.writer.command(truncateTable(table));
      }
      const log = createMemoryLog({ partitions: 3, clock: () => now });
      const projector = await startProjector({
        log,
        database,
        logger,
        maxStateEntries: 50,
        maxBatch: 400,
      });
      const query = createQuery({
        ...{ reader: database.reader, log, logger, clock: () => clock },
        sealer: createSealer({ secret: SECRET, purpose: POSITION_PURPOSE }),
        cursorSigner: createSigner({ secret: SECRET, purpose: 'cursor' }),
        changes: projector.onProgress,
      });
      const app = createHttpApp({ logger }).route('/', query.routes);
      running = { log, projector, query, ask: async (path) => await app.request(path) };
    },
    append: async (arrivals) => {
      for (const { logged, record } of arrivals) {
        now = logged;
        await current().log.append([record]);
      }
    },
    caughtUp: async () => {
      const isFresh = async () => (await list({ limit: '1' })).freshness.lag_seconds === 0;
      await waitUntil(isFresh, { timeoutMs: 30_000, what: 'the projector' });
    },
    setClock: (time) => {
      clock = time;
    },
    close: async () => {
      await stop();
      await database.close();
      await directory.remove();
    },
  };
};
