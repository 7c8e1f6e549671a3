import { expect, test } from 'vitest';
import { ClusterRefusedError } from './cluster-refused-error.ts';
import { judgeCluster, type Member, type ServerFacts, type StoredTable } from './judge-cluster.ts';

const member = (shard: number, replica: number, isLocal = 0): Member => ({
  shard,
  replica,
  host: `host-${shard}-${replica}`,
  is_local: isLocal,
});

const local: StoredTable = { name: 'votes_local', engine: 'ReplicatedMergeTree', cluster: '' };
const distributed: StoredTable = { name: 'votes', engine: 'Distributed', cluster: 'main' };
const plain: StoredTable = { name: 'votes', engine: 'MergeTree', cluster: '' };

const sound: ServerFacts = {
  members: [member(1, 1, 1), member(1, 2), member(1, 3)],
  macros: ['replica', 'shard'],
  tables: [],
};

test.each([
  ['one shard, asked at its first replica', 'main', sound],
  ['tables made for it', 'main', { ...sound, tables: [local, distributed] }],
  [
    'half of its tables, as a start that was killed leaves them',
    'main',
    { ...sound, tables: [local] },
  ],
  ['a server without a cluster', null, { members: [], macros: [], tables: [plain] }],
])('%s is taken', (_name, cluster, facts) => {
  expect(() => judgeCluster(cluster, facts)).not.toThrow();
});

test.each<[string, string | null, Partial<ServerFacts>, string]>([
  ['a cluster that the server does not know', 'main', { members: [] }, 'knows no cluster main'],
  [
    'more than one shard',
    'main',
    { members: [member(1, 1, 1), member(2, 1)] },
    'has 2 shards, and counts are kept exact on one only',
  ],
  [
    'another replica than the first',
    'main',
    { members: [member(1, 1), member(1, 2, 1)] },
    'which is host-1-1: set CLICKHOUSE_URL',
  ],
  ['no member of the cluster', 'main', { members: [member(1, 1)] }, 'which is host-1-1'],
  ['a missing macro', 'main', { macros: ['shard'] }, 'has no macro replica: define it'],
  ['missing macros', 'main', { macros: [] }, 'has no macro shard, nor replica: define'],
  ['tables made without a cluster', 'main', { tables: [plain] }, 'leave CLICKHOUSE_CLUSTER out'],
  [
    'tables of another cluster',
    'main',
    { tables: [{ ...distributed, cluster: 'other' }] },
    'set CLICKHOUSE_CLUSTER to other',
  ],
  // Written through a distributed table, rows would be sent later and in pieces.
  ['tables of a cluster, without its name', null, { tables: [distributed] }, 'CLUSTER to main'],
])('%s is refused with what to do', (_name, cluster, wrong, message) => {
  const judge = (): void => judgeCluster(cluster, { ...sound, ...wrong });
  expect(judge).toThrow(ClusterRefusedError);
  expect(judge).toThrow(message);
});
