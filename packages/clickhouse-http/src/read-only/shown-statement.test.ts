import { expect, test } from 'vitest';
import { shownStatement } from './shown-statement.ts';

test.each([
  ["SELECT *\n  FROM items -- mine\n WHERE id = 'secret'", "SELECT * FROM items WHERE id = '…'"],
  ['SELECT "Größe", `b` FROM t', 'SELECT "Größe", `b` FROM t'],
  ["SELECT 'it\\'s', 'it''s', $x$ heredoc $x$", "SELECT '…', '…''…', '…'"],
  ['SELECT count()/2, {x:String}', 'SELECT count()/2, {x:String}'],
  ["SELECT 'no end", '(unreadable)'],
  ['', ''],
])('%j is shown as %j', (sql, shown) => {
  expect(shownStatement(sql)).toBe(shown);
});

test('a long one is cut off', () => {
  expect(shownStatement(`SELECT ${'a, '.repeat(10_000)} b`)).toHaveLength(501);
});
