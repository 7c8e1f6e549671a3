import { ClusterRefusedError } from '../cluster/cluster-refused-error.ts';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Throws `ClusterRefusedError` once replies come from a second server, as behind a load balancer: what one replica has just
 * written another may not have yet. Servers are told apart by the name that each gives in its replies.
 */
export const createOneServer = (): ((headers: Headers) => void) => {
  let first: string | null = null;
  return (headers) => {
    const name = headers['x-clickhouse-server-display-name'];
    if (typeof name !== 'string') return;
    first ??= name;
    if (name !== first) {
      throw new ClusterRefusedError(
        `CLICKHOUSE_URL leads to more than one server, ${first} and ${name}: set it to one of them itself`,
      );
    }
  };
};
