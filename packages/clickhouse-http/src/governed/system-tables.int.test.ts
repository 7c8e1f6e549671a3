import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGovernedEngine, type GovernedEngine } from './testing/governed-engine.ts';

const VIEWS = [
  'default\titems\tView\tone paper',
  'default\ttrending\tView\t',
  'default\tvotes\tView\t',
];

let engine: GovernedEngine;

beforeAll(async () => {
  engine = await openGovernedEngine();
});

afterAll(async () => {
  await engine.close();
});

const rows = async (sql: string): Promise<readonly string[]> => {
  const { code, text } = await engine.ask(sql);
  expect([code, code === 0 ? '' : text]).toEqual([0, '']);
  return text.split('\n').filter((line) => line !== '');
};

test.each([
  ['SELECT database, name, engine, comment FROM system.tables ORDER BY name', VIEWS],
  ['SELECT name FROM system.databases', ['default']],
  ['SELECT DISTINCT database FROM system.columns', ['default']],
  ['SHOW TABLES', ['items', 'trending', 'votes']],
  ["SHOW TABLES NOT LIKE '%s'", ['trending']],
  ["SHOW TABLES ILIKE 'IT''%' LIMIT 3", []],
  ['SHOW FULL TABLES LIMIT 1', ['items\tVIEW']],
  ['SHOW DATABASES', ['default']],
  ['SHOW TABLES FROM emberlog', []],
  ['EXISTS items', ['1']],
  ['EXISTS emberlog.items', ['0']],
  ['EXISTS hidden', ['0']],
  ['EXISTS DATABASE emberlog', ['0']],
  ['EXISTS DATABASE default', ['1']],
  ['EXISTS DATABASE `default` FORMAT CSV', ['1']],
  ['EXISTS VIEW default.items', ['1']],
  ["SELECT name FROM system.columns WHERE table = 'trending' ORDER BY position", ['item', 'score']],
  ["SELECT count() FROM system.tables WHERE as_select != '' OR create_table_query != ''", ['0']],
  ['SELECT count() FROM system.parts', ['0']],
])('%s', async (sql, answer) => {
  expect(await rows(sql)).toEqual(answer);
});

test('a view with parameters is described from the catalogue, as others are by the engine', async () => {
  expect(await rows('DESCRIBE TABLE default.trending')).toEqual([
    'item\tString\t\t\tits id\t\t',
    "score\tFloat64\t\t\tvotes, decayed; the site\\'s own unit\t\t",
  ]);
  expect(await rows('DESC trending(as_of = now(), half_life_hours = 1) FORMAT TSV')).toHaveLength(
    2,
  );
  expect(await rows('DESCRIBE votes')).toHaveLength(3);
});

test('the statement that shows a view has its columns, and not what it is made of', async () => {
  const [shown] = await rows('SHOW CREATE VIEW trending FORMAT TSVRaw');
  expect(shown).toBe('CREATE VIEW default.trending');
  const all = (await rows('SHOW CREATE VIEW trending FORMAT TSVRaw')).join('\n');
  expect(all).toContain("`score` Float64 COMMENT 'votes, decayed; the site\\'s own unit'");
});

test('clients see which settings they may send: those that shape an answer', async () => {
  const readonly = new Map(
    (await rows('SELECT name, readonly FROM system.settings')).map((line) => {
      const [name = '', flag = ''] = line.split('\t');
      return [name, flag];
    }),
  );
  expect(readonly.get('session_timezone')).toBe('0');
  expect(readonly.get('output_format_json_quote_64bit_integers')).toBe('0');
  expect(readonly.get('max_memory_usage')).toBe('1');
  expect(readonly.get('readonly')).toBe('1');
  expect(readonly.has('log_comment')).toBe(false);
});

test('the tree of a statement is told as it is written', async () => {
  expect(await rows('EXPLAIN AST SELECT count() FROM system.tables FORMAT TSVRaw')).toEqual([
    'SelectWithUnionQuery (children 2)',
    ' ExpressionList (children 1)',
    '  SelectQuery (children 2)',
    '   ExpressionList (children 1)',
    '    Function count (children 1)',
    '     ExpressionList',
    '   TablesInSelectQuery (children 1)',
    '    TablesInSelectQueryElement (children 1)',
    '     TableExpression (children 1)',
    '      TableIdentifier system.tables',
    ' Identifier TSVRaw',
  ]);
});

test('a plan names neither tables nor constants of views', async () => {
  const plan = (await rows('EXPLAIN SELECT item, count() FROM votes GROUP BY item')).join('\n');
  expect(plan).toContain('Aggregating');
  expect(plan).not.toMatch(/emberlog|actor|MARKER/);
});
