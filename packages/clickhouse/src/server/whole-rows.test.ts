import { expect, test } from 'vitest';
import { wholeRows } from './whole-rows.ts';

const OURS = { 'x-clickhouse-format': 'JSONEachRow' };

test('rows are lines, and no text is no row', () => {
  expect(wholeRows('', OURS)).toEqual([]);
  expect(wholeRows('{"a":"\\n"}\n[2]\n', OURS)).toEqual([{ a: '\n' }, [2]]);
});

// Seen to fail with the rows as the client gives them: a page was a list without rows.
test.each([
  ['a page of something else', '<html></html>', {}],
  ['nothing, of something else', '', {}],
  ['a row without its end', '{"a":1}', OURS],
  ['an error after rows', '{"a":1}\nCode: 241. DB::Exception: …\n', OURS],
  ['a line without anything', '\n', OURS],
])('%s is no answer', (_name, text, headers) => {
  expect(() => wholeRows(text, headers)).toThrow();
});
