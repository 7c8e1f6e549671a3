import {
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  type ResponseHeaders,
} from '@clickhouse/client';
import { createReader, createWriter, type SelectOn } from '../connection.ts';
import { createConnectionPool } from '../connection-pool.ts';
import type { Database } from '../database.ts';
import { ClusterRefusedError } from '../cluster/cluster-refused-error.ts';
import { ServerUnreachableError } from '../server-unreachable-error.ts';
import { INSERT_SETTINGS } from '../insert-statement.ts';
import { createOneServer } from './one-server.ts';
import { wholeRows } from './whole-rows.ts';

export type ServerOptions = {
  /** `http(s)://user:password@host:8123`. */
  readonly url: string;
  /** Connections that read at a time. @default 10 */
  readonly connections?: number;
  /** How long a reader waits for an answer, for a connection to ask on included, ms. @default 35000 */
  readonly longestReadMs?: number;
  /** Name of the cluster whose first replica the server is; tables are its own then. @default none */
  readonly cluster?: string | null;
};

/** The writer's statements run one after another on a connection that no reader can hold up. */
const WRITERS = 1;
const REQUEST_TIMEOUT = 60_000;
/** Above what the server itself gives a question. */
const LONGEST_READ_MS = 35_000;

/** A ClickHouse server over HTTP. Nothing is sent before the first statement. */
export const openServer = (options: ServerOptions): Database => {
  const { url, connections = 10, longestReadMs = LONGEST_READ_MS, cluster = null } = options;
  const onCluster = cluster !== null;
  const onHeaders = onCluster ? createOneServer() : () => undefined;
  const selectOn = createSelectOn(onHeaders);
  const open = (options: ClickHouseClientConfigOptions): ClickHouseClient =>
    createClient({
      ...options,
      url,
      request_timeout: REQUEST_TIMEOUT,
      // Many parameters do not fit into a URL; beyond 4 KiB they go into the body.
      use_multipart_params_auto: true,
      // Whoever catches an error tells it; the client would print it, not as a line of JSON.
      log: { level: ClickHouseLogLevel.OFF },
    });
  const read = open({
    max_open_connections: connections,
    clickhouse_settings: { ...READS, ...(onCluster ? CLUSTER_READS : {}) },
  });
  // Statements that hold their rows are longer than a server takes by itself.
  const write = open({
    max_open_connections: WRITERS,
    clickhouse_settings: {
      ...INSERT_SETTINGS,
      max_query_size: '0',
      ...(onCluster ? CLUSTER_WRITES : {}),
    },
  });
  const readers = createConnectionPool(Array.from({ length: connections }, () => read));
  return {
    reader: createReader(readers, selectOn, { longestMs: longestReadMs }),
    writer: createWriter(write, selectOn, { cluster, settingsAreSent: true, onHeaders }),
    shared: true,
    close: async () => {
      await Promise.all([read, write].map(async (client) => await client.close()));
    },
  };
};

/** What nobody waits for any more must not go on for ever; seconds. */
const READS = {
  max_execution_time: 30,
  // An error after the first rows has its number, rather than the end of a reply that began well.
  wait_end_of_query: 1,
  cancel_http_readonly_queries_on_client_close: 1,
} as const;

/**
 * Of distributed tables: this server's own rows, however it thinks they lag behind those of others; a
 * shard that does not answer fails the question; and a subquery is asked of every shard.
 */
const CLUSTER_READS = {
  prefer_localhost_replica: 1,
  max_replica_delay_for_distributed_queries: '0',
  skip_unavailable_shards: 0,
  distributed_product_mode: 'global',
} as const;

/** Statements ON CLUSTER answer nothing, or with an error, before the request is given up; seconds. */
const CLUSTER_WRITES = {
  distributed_ddl_output_mode: 'none',
  distributed_ddl_task_timeout: '50',
} as const;

const createSelectOn =
  (onHeaders: (headers: ResponseHeaders) => void): SelectOn =>
  async (client, query, params, signal) => {
    try {
      const result = await client.query({
        query,
        query_params: { ...params },
        format: 'JSONEachRow',
        ...(signal === undefined ? {} : { abort_signal: signal }),
      });
      const rows = wholeRows(await result.text(), result.response_headers);
      onHeaders(result.response_headers);
      return rows;
    } catch (error) {
      throw isAnswer(error) ? error : new ServerUnreachableError(error);
    }
  };

/**
 * Whether a server of ours answered, or a mistake was made here. Everything else is the network, what
 * stands between, or something other than ClickHouse: the client gives their words and no kind.
 */
const isAnswer = (error: unknown): boolean =>
  [ClickHouseError, ClusterRefusedError, TypeError, RangeError].some(
    (kind) => error instanceof kind,
  );
