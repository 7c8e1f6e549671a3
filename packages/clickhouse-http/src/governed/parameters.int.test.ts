import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGovernedEngine, type GovernedEngine } from './testing/governed-engine.ts';

let engine: GovernedEngine;

beforeAll(async () => {
  engine = await openGovernedEngine({ resultRows: 10, seconds: 2 });
});

afterAll(async () => {
  await engine.close();
});

test.each([
  ['SELECT {n:UInt8} + 1', { n: '1' }, 0],
  ['SELECT {s:String}', { s: "'; DROP TABLE emberlog.votes; --\\n Function sleep" }, 0],
  ['SELECT count() FROM {t:Identifier}', { t: 'items' }, 0],
  ['SELECT count() FROM {d:Identifier}.{t:Identifier}', { d: 'default', t: 'items' }, 0],
  ['SELECT 1 AS {a:Identifier}', { a: 'a name (with more)' }, 0],
  [
    `SELECT count() FROM trending(as_of = {t:DateTime64(3, 'UTC')}, half_life_hours = {h:Float64})`,
    { t: '2026-01-03 00:00:00', h: '48' },
    0,
  ],
  ['SELECT count() FROM {t:Identifier}', { t: 'hidden' }, 60],
  ['SELECT count() FROM {d:Identifier}.{t:Identifier}', { d: 'emberlog', t: 'votes' }, 60],
  ['SELECT count() FROM {d:Identifier}.{t:Identifier}', { d: 'system', t: 'tables' }, 60],
  ['SELECT count() FROM {d:Identifier}.{t:Identifier}', { d: 'default`.`x', t: 'items' }, 60],
  ['SELECT 1 IN {t:Identifier}', { t: 'hidden' }, 60],
  ['SELECT 1 AS {a:Identifier}', { a: 'x\n Literal UInt64_1' }, 36],
  ['SELECT count() FROM {t:Identifier}', { t: 'items\n  TableIdentifier hidden' }, 36],
  ['SELECT count() FROM {t:Identifier}', {}, 36],
  ['SELECT { /* t */ t : /**/ identifier }', { t: 'a\nb' }, 36],
  ['SELECT {n:UInt8}', {}, 456],
  ['SELECT {n:UInt8}', { n: 'x' }, 457],
] as const)('%s with %j ends with %d', async (sql, params, code) => {
  expect(await engine.ask(sql, params)).toMatchObject({ code });
});

test.each([
  ['SELECT number FROM numbers(11)', {}, 396],
  ['SELECT number FROM numbers(10)', {}, 0],
  ['SELECT number FROM numbers(10)', { max_result_rows: '5' }, 396],
  ['SELECT number FROM numbers(11)', { max_result_rows: '1000' }, 396],
  ['SELECT number FROM numbers(1000000)', { max_execution_time: '0' }, 396],
  ['SELECT timezone(), toString(toDateTime(0))', { session_timezone: 'Asia/Tokyo' }, 0],
  ['SELECT 1', { session_timezone: 'x' }, 36],
  ['SELECT 1', { allow_ddl: '1' }, 164],
] as const)('%s under %j ends with %d', async (sql, settings, code) => {
  expect(await engine.ask(sql, {}, settings)).toMatchObject({ code });
});

const places = (count: number, place = '{p:String}'): string =>
  `SELECT ${Array.from({ length: count }, () => place).join(', ')}`;

// The tree has the value at every place: 160 KB of a request took gigabytes and stopped the process.
test.each([
  [places(4_500), 110_000, 229],
  [places(4_500, '{/* */`p` : String}'), 110_000, 229],
  [places(11), 100_000, 229],
  ['SELECT 1', 131_073, 229],
  ['SELECT length({p:String})', 131_072, 0],
  ['SELECT length(concat({p:String}, {p:String}, {p:String}))', 100_000, 0],
  [places(4_500), 100, 0],
])('%.50s with a parameter of %d bytes ends with %d, at once', async (sql, bytes, code) => {
  expect(await engine.ask(sql, { p: 'x'.repeat(bytes) })).toMatchObject({ code });
});

// A line of the tree begins with a space for each level above it.
test('a tree that is printed larger than is worth reading is refused', async () => {
  const wide = `greatest(${Array.from({ length: 14_000 }, () => '1').join(', ')})`;
  const sql = `SELECT ${'abs('.repeat(240)}${wide}${')'.repeat(240)}`;
  expect(await engine.ask(sql)).toMatchObject({ code: 168, ran: false });
});
