import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
} from '@clickhouse/client';
import { createReader, createWriter, type SelectOn } from '../connection.ts';
import { createConnectionPool } from '../connection-pool.ts';
import type { Database } from '../database.ts';

export type ServerOptions = {
  /** `http(s)://user:password@host:8123`. */
  readonly url: string;
  /** Connections that read at a time. @default 10 */
  readonly connections?: number;
};

/** The writer's statements run one after another on a connection that no reader can hold up. */
const WRITERS = 1;
const REQUEST_TIMEOUT = 60_000;

/** A ClickHouse server over HTTP. Nothing is sent before the first statement. */
export const openServer = ({ url, connections = 10 }: ServerOptions): Database => {
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
  const read = open({ max_open_connections: connections });
  // Statements that hold their rows are longer than a server takes by itself.
  const write = open({
    max_open_connections: WRITERS,
    clickhouse_settings: { max_query_size: '0' },
  });
  const readers = createConnectionPool(Array.from({ length: connections }, () => read));
  return {
    reader: createReader(readers, selectOn),
    writer: createWriter(write, selectOn),
    shared: true,
    close: async () => {
      await Promise.all([read, write].map(async (client) => await client.close()));
    },
  };
};

const selectOn: SelectOn = async (client, query, params) => {
  const result = await client.query({ query, query_params: { ...params }, format: 'JSONEachRow' });
  return await result.json<unknown>();
};
