import { createClient } from '@clickhouse/client';
import { createReader, createWriter, type Select } from '../connection.ts';
import type { Database } from '../database.ts';

export type ServerOptions = {
  /** `http(s)://user:password@host:8123`. */
  readonly url: string;
  /** Connections open at a time. @default 10 */
  readonly connections?: number;
};

/** A ClickHouse server over HTTP. Nothing is sent before the first statement. */
export const openServer = ({ url, connections = 10 }: ServerOptions): Database => {
  const client = createClient({ url, max_open_connections: connections, request_timeout: 60_000 });
  const select: Select = async (query, params) => {
    const query_params = { ...params };
    const result = await client.query({ query, query_params, format: 'JSONEachRow' });
    return await result.json<unknown>();
  };
  return {
    reader: createReader(select),
    writer: createWriter(client, select),
    close: async () => await client.close(),
  };
};
