import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { parseAddressKeys } from './address-keys.ts';

const HEX = 'ab'.repeat(32);
const OTHER = Buffer.alloc(32, 9).toString('base64url');

/** Ids and keys of a list, or what is wrong with it. */
const parse = (text: string) => {
  const result = parseAddressKeys(text);
  if (!result.ok) return result.message;
  return result.keys.map(({ id, key }) => [id, key.export().toString('hex')]);
};

test('keys are read in their order, in hexadecimal and base64url', () => {
  expect(parse(`2026-b:${HEX}, old_1:${OTHER} `)).toEqual([
    ['2026-b', HEX],
    ['old_1', '09'.repeat(32)],
  ]);
  expect(parse(`${'i'.repeat(32)}:${HEX.toUpperCase()}`)).toEqual([['i'.repeat(32), HEX]]);
});

// Seen to fail without the rule of ids, of either limit, of second ids and keys, and of spellings.
test.each([
  ['', 'entry 1 must be id:key'],
  [HEX, 'entry 1 must be id:key'],
  [`a:${HEX},`, 'entry 2 must be id:key'],
  [`:${HEX}`, 'entry 1 must have an id'],
  [`${'i'.repeat(33)}:${HEX}`, 'entry 1 must have an id'],
  [`a b:${HEX}`, 'entry 1 must have an id'],
  [`é:${HEX}`, 'entry 1 must have an id'],
  [`a:${HEX},b:`, 'entry 2 must have a key'],
  [`a:${HEX}00`, 'entry 1 must have a key'],
  [`a:${HEX.slice(2)}`, 'entry 1 must have a key'],
  [`a: ${HEX}`, 'entry 1 must have a key'],
  [`a:${OTHER}=`, 'entry 1 must have a key'],
  [`a:${OTHER.slice(0, -1)}B`, 'entry 1 must have a key'],
  [`a:b:${HEX}`, 'entry 1 must have a key'],
  [`a:${HEX},a:${OTHER}`, 'entry 2 has the id of entry 1'],
  [`a:${HEX},b:${OTHER},c:${HEX}`, 'entry 3 has the key of entry 1'],
  [Array.from({ length: 33 }, () => 'x').join(','), 'at most 32 entries'],
  ['x'.repeat(5_000), 'at most 4096 characters'],
])('%s is refused', (text, message) => {
  expect(parse(text)).toContain(message);
});

// Seen to fail when a message quotes the entry.
test('neither a message nor an inspection shows a key', () => {
  const wrong = [`a:${HEX}zz`, `${HEX}:a`, `a:${HEX},a:${HEX}`, `a:${HEX} b:${HEX}`, HEX];
  for (const text of wrong) expect(parse(text)).not.toContain('abab');
  const result = parseAddressKeys(`a:${HEX}`);
  const shown = inspect(result, { depth: 9, showHidden: true }) + JSON.stringify(result);
  expect(shown).not.toMatch(/abab|<Buffer|171/);
});
