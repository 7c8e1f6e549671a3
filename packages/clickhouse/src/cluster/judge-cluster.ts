import { ClusterRefusedError } from './cluster-refused-error.ts';
import { localTable } from './own-table.ts';

/** A member of a cluster, as the server that is asked sees it. */
export type Member = {
  readonly shard: number;
  readonly replica: number;
  readonly host: string;
  /** Whether it is the server that is asked. */
  readonly is_local: number;
};

export type StoredTable = {
  readonly name: string;
  readonly engine: string;
  /** Name of the cluster a distributed table reads; empty for others. */
  readonly cluster: string;
};

/** What is known of a server before anything is changed on it. */
export type ServerFacts = {
  /** Members of the cluster that is asked for. */
  readonly members: readonly Member[];
  /** Macros that the configuration of the server defines. */
  readonly macros: readonly string[];
  /** Tables of ours that are there. */
  readonly tables: readonly StoredTable[];
};

/**
 * Throws `ClusterRefusedError` where counts could not be kept exact: on more than one shard, written by
 * another than the first replica, or on tables made for another cluster, or for none.
 */
export const judgeCluster = (cluster: string | null, facts: ServerFacts): void => {
  judgeTables(cluster, facts.tables);
  if (cluster === null) return;
  const { members, macros } = facts;
  if (members.length === 0) {
    throw new ClusterRefusedError(
      `this ClickHouse server knows no cluster ${cluster}: set CLICKHOUSE_CLUSTER to a name of its remote_servers`,
    );
  }
  const shards = new Set(members.map(({ shard }) => shard)).size;
  if (shards > 1) {
    throw new ClusterRefusedError(
      `the cluster ${cluster} has ${shards} shards, and counts are kept exact on one only: set CLICKHOUSE_CLUSTER to a cluster of one shard and any number of replicas`,
    );
  }
  const writer = members.reduce((a, b) => (b.replica < a.replica ? b : a));
  if (writer.is_local !== 1) {
    throw new ClusterRefusedError(
      `of the cluster ${cluster} only its first replica is written and read, which is ${writer.host}: set CLICKHOUSE_URL to that server itself`,
    );
  }
  const missing = ['shard', 'replica'].filter((name) => !macros.includes(name));
  if (missing.length > 0) {
    throw new ClusterRefusedError(
      `this ClickHouse server has no macro ${missing.join(', nor ')}: define it on every member of the cluster ${cluster}`,
    );
  }
};

const judgeTables = (cluster: string | null, tables: readonly StoredTable[]): void => {
  const other = tables.find((table) => table.cluster !== '' && table.cluster !== cluster);
  if (other !== undefined) {
    throw new ClusterRefusedError(
      `the tables of this ClickHouse server were made for the cluster ${other.cluster}: set CLICKHOUSE_CLUSTER to ${other.cluster}`,
    );
  }
  const isLocal = ({ name }: StoredTable): boolean => name.endsWith(localTable(''));
  const plain = tables.find((table) => !isLocal(table) && table.cluster === '');
  if (cluster !== null && plain !== undefined) {
    throw new ClusterRefusedError(
      `the tables of this ClickHouse server were made without a cluster: leave CLICKHOUSE_CLUSTER out, or start with servers without the database emberlog`,
    );
  }
};
