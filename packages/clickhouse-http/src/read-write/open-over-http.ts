import { openServer, type Database } from '@emberlog/clickhouse';
import { serveClickHouse } from './serve-clickhouse.ts';

/**
 * The engine of a directory in this process, reached over the network: for tests of the path that
 * statements take to a server.
 */
export const openOverHttp = async ({ path }: { readonly path: string }): Promise<Database> => {
  const served = await serveClickHouse({ path, host: '127.0.0.1', port: 0 });
  const database = openServer({ url: served.url });
  return {
    ...database,
    close: async () => {
      await database.close();
      await served.close();
    },
  };
};
