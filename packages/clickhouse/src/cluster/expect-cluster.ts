import { z } from 'zod';
import type { Reader } from '../database.ts';
import { defineQuery, integer } from '../query.ts';
import { judgeCluster } from './judge-cluster.ts';

const clusterMembers = defineQuery({
  name: 'cluster-members',
  sql: `
    SELECT shard_num AS shard, replica_num AS replica, host_name AS host, is_local
    FROM system.clusters
    WHERE cluster = {cluster:String}
    ORDER BY shard, replica`,
  params: z.object({ cluster: z.string() }),
  row: z.object({ shard: integer, replica: integer, host: z.string(), is_local: integer }),
});

const definedMacros = defineQuery({
  name: 'defined-macros',
  sql: 'SELECT macro FROM system.macros',
  params: z.object({}),
  row: z.object({ macro: z.string() }),
});

/** Of a distributed table the first argument of the engine is the cluster. */
const storedTables = defineQuery({
  name: 'stored-tables',
  sql: `
    SELECT name, engine, extract(engine_full, '^Distributed\\(.?([A-Za-z0-9_]+)') AS cluster
    FROM system.tables
    WHERE database = 'emberlog' AND (engine = 'Distributed' OR engine LIKE '%MergeTree')`,
  params: z.object({}),
  row: z.object({ name: z.string(), engine: z.string(), cluster: z.string() }),
});

/**
 * Rejects with `ClusterRefusedError` where the server that is asked and its tables are not what counts are
 * kept exact on: those of the first replica of a cluster, or of no cluster.
 */
export const expectCluster = async (reader: Reader, cluster: string | null): Promise<void> => {
  judgeCluster(cluster, {
    members: cluster === null ? [] : await reader.query(clusterMembers, { cluster }),
    macros: cluster === null ? [] : (await reader.query(definedMacros, {})).map((row) => row.macro),
    tables: await reader.query(storedTables, {}),
  });
};
