import { expect, test } from 'vitest';
import { clusterStatements } from './cluster-statements.ts';

const derive = (sql: string): readonly string[] =>
  clusterStatements(sql, { cluster: 'main', migration: '042_kept' });

const create = (more: { columns?: string; engine?: string; end?: string } = {}): string => {
  const { columns = '  kp UInt16,\n  a String', engine = 'MergeTree', end = '' } = more;
  return `CREATE TABLE IF NOT EXISTS emberlog.kept\n(\n${columns}\n)\nENGINE = ${engine}\nORDER BY (kp, a)${end}\n`;
};

test('a table becomes a replicated one and one that reads it on every shard', () => {
  expect(derive(create())).toEqual([
    `CREATE TABLE IF NOT EXISTS emberlog.kept_local ON CLUSTER main
(
  kp UInt16,
  a String
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/042_kept', '{replica}')
ORDER BY (kp, a)
SETTINGS replicated_deduplication_window = 0`,
    `CREATE TABLE IF NOT EXISTS emberlog.kept ON CLUSTER main AS emberlog.kept_local
ENGINE = Distributed('main', 'emberlog', 'kept_local', kp)`,
  ]);
});

test('rows without a partition have no shard of their own', () => {
  expect(derive(create({ columns: '  akp UInt16' }))[1]).toContain("'kept_local')");
});

test('no table keeps hashes of blocks, whatever it said of that before', () => {
  const window = 'non_replicated_deduplication_window = 0';
  for (const end of [
    '',
    `\nSETTINGS ${window}`,
    `\nSETTINGS\n  ${window},\n  max_suspicious_broken_parts = 1`,
  ]) {
    const [table = ''] = derive(create({ end }));
    expect(table.match(/SETTINGS replicated_deduplication_window = 0/g)).toHaveLength(1);
    expect(table).not.toContain('non_replicated');
  }
});

test.each([
  ['another statement', 'OPTIMIZE TABLE emberlog.kept'],
  ['another database', create().replace('emberlog.', 'other.')],
  ['a table that may be there as something else', create().replace(' IF NOT EXISTS', '')],
  ['an engine that is not known', create({ engine: 'SummingMergeTree' })],
  ['arguments of an engine', create({ engine: 'ReplacingMergeTree(a)' })],
  ['a clause that is not known', create({ end: '\nTTL a + 1' })],
  ['a setting that may mean something else', create({ end: '\nSETTINGS index_granularity = 1' })],
  ['a setting of queries', create({ end: '\nSETTINGS max_threads = 1' })],
  ['another window', create({ end: '\nSETTINGS non_replicated_deduplication_window = 1' })],
  ['no statement', ''],
  ['two statements', `${create()};\n${create()}`],
  ['a column that is added', 'ALTER TABLE emberlog.kept ADD COLUMN b String'],
  [
    'a setting that is changed to a text',
    "ALTER TABLE emberlog.kept MODIFY SETTING storage_policy = 'b'",
  ],
  ['a drop of a partition', 'ALTER TABLE emberlog.kept DROP PARTITION 1'],
  ['a drop that does not wait', 'DROP TABLE IF EXISTS emberlog.kept'],
  ['a truncation', 'TRUNCATE TABLE emberlog.kept'],
])('%s is refused, naming the migration', (_name, sql) => {
  expect(() => derive(sql)).toThrow('migration 042_kept: nothing is known of');
});
