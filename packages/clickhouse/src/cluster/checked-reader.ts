import type { Reader } from '../database.ts';
import { expectCluster } from './expect-cluster.ts';

/**
 * A reader that looks, before its first question is asked, whether the server and its tables are what
 * the configuration says; until they are, every question rejects with `ClusterRefusedError`. For who
 * starts without the server: others learn it from `migrate`.
 */
export const createCheckedReader = (reader: Reader, cluster: string | null): Reader => {
  let checking: Promise<void> | null = null;
  const checked = async (): Promise<void> => {
    checking ??= expectCluster(reader, cluster);
    try {
      await checking;
    } catch (error) {
      checking = null;
      throw error;
    }
  };
  return {
    query: async (query, params) => {
      await checked();
      return await reader.query(query, params);
    },
  };
};
