import { expect, test } from 'vitest';
import { intoPipe } from './into-pipe.ts';

test.each([
  ["SELECT 'é' AS a -- and so on", null, "SELECT 'é' AS a"],
  ['SELECT 1 /* or 2 */ FORMAT JSON', 'JSON', 'SELECT 1'],
  ['SELECT format JSON FROM t', null, 'SELECT format JSON FROM t'],
  ['SELECT 1 FORMAT `JSON` -- FORMAT CSV', 'JSON', 'SELECT 1'],
])('%j with the format %j goes on behind %j', (sql, format, statement) => {
  expect(intoPipe({ sql, format }, { path: '/p', format: 'CSV' })).toBe(
    `${statement} INTO OUTFILE '/p' TRUNCATE FORMAT CSV`,
  );
});
