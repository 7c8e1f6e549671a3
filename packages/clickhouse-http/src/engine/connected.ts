import type { Engine, EngineConnection } from '@emberlog/clickhouse';

/** Lends a connection of its own to some work, and closes it after. */
export const connected = async <T>(
  engine: Pick<Engine, 'connect'>,
  work: (connection: EngineConnection) => Promise<T>,
): Promise<T> => {
  const connection = engine.connect();
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
};
