import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJson } from './is-json.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON as it is written, also with blanks, and with a piece taken out, doubled or put elsewhere. */
const textArbitrary = fc
  .tuple(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom(0, 1, '\t'),
    fc.nat(400),
    fc.nat(6),
    fc.constantFrom(
      '',
      '"',
      ',',
      ':',
      '[',
      '}',
      '\\',
      '\\u12',
      '-',
      '01',
      '1e',
      '\n',
      '\0',
      'é',
      'tru',
    ),
    fc.boolean(),
  )
  .map(([value, indent, at, length, put, whole]) => {
    const text = JSON.stringify(value, null, indent);
    const place = at % (text.length + 1);
    return whole ? text : text.slice(0, place) + put + text.slice(place + length);
  });

// Seen to fail when a comma may end a list, when a control character may stand in a string, when a
// key needs no colon, and when a number may begin with 0.
test('a text is JSON just where JSON.parse reads it', () => {
  let read = 0;
  let unread = 0;
  fc.assert(
    fc.property(textArbitrary, (text) => {
      const expected = parses(text);
      expect(isJson(Buffer.from(text))).toBe(expected);
      read += Number(expected);
      unread += Number(!expected);
    }),
    { numRuns: 20_000 },
  );
  expect(Math.min(read, unread)).toBeGreaterThan(1_000);
});

test.each([
  ...[
    '',
    ' ',
    '1',
    ' 1 ',
    '-0',
    '00',
    '+1',
    '1.',
    '.5',
    '1e5',
    '1E+5',
    '1e',
    'nul',
    'nulll',
    '"a"',
  ],
  ...['"a', '"\\x"', '"\\u00zz"', '"\\u1"', '[1,]', '[,1]', '[1 2]', '{"a"}', '{"a":}', '{"a":1,}'],
  ...['{1:2}', '{"a":1 "b":2}', '[}', ']', '1 2', '"a""b"', '[[]]', '{"a":[{}]}', '1,2', 'é'],
])('%j is told as JSON.parse tells it', (text) => {
  expect(isJson(Buffer.from(text))).toBe(parses(text));
});
