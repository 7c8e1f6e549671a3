import { gzip, upvote } from '../fixture/start-collector.ts';
import type { HostileCase } from './hostile-case.ts';

const good = JSON.stringify(upvote());
const bytes = (...values: number[]) => Uint8Array.from(values);
const utf16 = new Uint8Array(Buffer.from(`\ufeff${good}`, 'utf16le'));
const inGood = (...raw: number[]) => {
  const [head = '', tail = ''] = good.split('ada');
  return new Uint8Array(Buffer.concat([Buffer.from(head), bytes(...raw), Buffer.from(tail)]));
};

const json = (name: string, body: HostileCase['body'], status = 400): HostileCase => ({
  name,
  body,
  status,
});
const zipped = (name: string, body: Uint8Array<ArrayBuffer>, status = 400): HostileCase => ({
  ...json(name, body, status),
  headers: { 'Content-Encoding': 'gzip' },
});
const lines = (name: string, body: string, status = 400): HostileCase => ({
  ...json(name, body, status),
  headers: { 'Content-Type': 'application/x-ndjson' },
});

/** Bodies that are broken below the level of events. */
export const malformedBodies: readonly HostileCase[] = [
  json('no body', null),
  json('empty body', ''),
  json('a space', ' '),
  json('a BOM alone', '\ufeff'),
  json('an open brace', '{'),
  json('an open bracket', '['),
  json('a closing brace', '}'),
  json('a truncated event', good.slice(0, -5)),
  json('a trailing comma', `[${good},]`),
  json('two documents', good + good),
  json('single quotes', good.replaceAll('"', "'")),
  json('a comment', `/* hello */${good}`),
  json('NaN', 'NaN'),
  json('undefined', 'undefined'),
  json('a hexadecimal number', '0x10'),
  json('a raw newline in a string', good.replace('ada', 'a\nda')),
  json('a raw NUL in a string', good.replace('ada', 'a\0da')),
  json('a bad escape', good.replace('ada', '\\x41')),
  json('a short unicode escape', good.replace('ada', '\\u12')),
  json('NUL bytes', bytes(0, 0, 0, 0)),
  json('a form', 'id=a&type=item.upvoted'),
  json('markup', '<event id="a"/>'),
  json('SQL', "'; DROP TABLE votes; --"),
  json('null', 'null'),
  json('true', 'true'),
  json('a number', '42'),
  json('an infinite number', '1e999'),
  json('a string', '"hello"'),
  json('an empty object', '{}'),
  json('an empty array', '[]'),
  json('an array of arrays', '[[[]]]'),
  json('an array of null', '[null]'),
  json('an array of strings', '["a","b"]'),
  json('an array of empty objects', '[{},{}]'),
  json('an event as a string', JSON.stringify(good)),
  json('empty events', '{"events":[]}'),
  json('events of null', '{"events":null}'),
  json('events of an object', `{"events":${good}}`),
  json('events beside another field', `{"events":[${good}],"more":true}`),
  json('events in events', `{"events":[{"events":[${good}]}]}`),
  json('events under __proto__', `{"__proto__":{"events":[${good}]}}`),
  json('an unclosed nest 100,000 deep', '['.repeat(100_000)),
  json('a closed nest 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000)),
  json('objects 100,000 deep', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)),
  json('invalid UTF-8', inGood(0xff, 0xfe)),
  json('overlong UTF-8', inGood(0xc0, 0x80)),
  json('a surrogate in UTF-8', inGood(0xed, 0xa0, 0x80)),
  json('truncated UTF-8', inGood(0xe2, 0x82)),
  json('beyond Unicode in UTF-8', inGood(0xf4, 0x90, 0x80, 0x80)),
  json('UTF-16', utf16),
  json('gzip without saying so', gzip(good)),
  json('a BOM before an event', `\ufeff${good}`, 202),
  json('whitespace around an event', ` \r\n\t${good}\r\n `, 202),
  json('equal keys, the last good', good.replace('{', '{"id":"","data":5,'), 202),
  json('equal keys, the last bad', good.replace(/}$/, ',"data":5}')),
  zipped('gzip that is not', new Uint8Array(Buffer.from(good))),
  zipped('an empty gzip body', bytes()),
  zipped('gzip of nothing', gzip('')),
  zipped('truncated gzip', gzip(good).slice(0, -9)),
  zipped('gzip with a wrong checksum', gzip(good).fill(0, -8)),
  zipped('gzip in gzip', gzip(gzip(good))),
  zipped('gzip of an event', gzip(good), 202),
  lines('empty lines', '\n\r\n \t\n'),
  lines('a pretty-printed event', JSON.stringify(upvote(), null, 2)),
  lines('an array in a line', `[${good}]`),
  lines('events in a line', `{"events":[${good}]}`),
  lines('two events in one line', good + good),
  lines('a broken line beside a good one', `${good}\n{"id":`, 207),
  lines('CRLF, blank lines, no newline at the end', `\r\n${good}\r\n\r\n${good}`, 202),
];
