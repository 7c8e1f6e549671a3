import { expect, test } from 'vitest';
import { generateKey, hashKey } from './key-text.ts';
import { createKeyring } from './keyring.ts';

const [reader, writer, owner] = [generateKey(), generateKey(), generateKey()];
const keyring = createKeyring<'read' | 'write' | 'bulk' | 'owner'>(
  [
    { id: 'r', scopes: ['read'], sha256: hashKey(reader) },
    { id: 'w', scopes: ['bulk'], sha256: hashKey(writer).toUpperCase() },
    { id: 'o', scopes: ['owner'], sha256: hashKey(owner) },
  ],
  { bulk: ['write'], owner: ['bulk', 'read', 'owner'] },
);

test('a bearer key is recognised by its hash, whatever its place in the list', () => {
  expect(keyring.authenticate(`Bearer ${reader}`)?.id).toBe('r');
  expect(keyring.authenticate(`bearer  ${writer}`)?.id).toBe('w');
  expect(keyring.authenticate(`Bearer ${owner}`)?.id).toBe('o');
  expect(keyring.identify(writer)?.id).toBe('w');
});

test('a scope brings along what it implies, and what that implies', () => {
  expect([...(keyring.identify(reader)?.scopes ?? [])]).toEqual(['read']);
  expect([...(keyring.identify(owner)?.scopes ?? [])].sort()).toEqual([
    'bulk',
    'owner',
    'read',
    'write',
  ]);
});

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  `Basic ${reader}`,
  reader,
  `Bearer ${reader}x`,
  `Bearer ${reader.slice(0, -1)}`,
  `Bearer ${reader} ${reader}`,
  `Bearer ${reader}, Bearer ${reader}`,
  `Bearer ${hashKey(reader)}`,
])('the header %j is nobody', (header) => {
  expect(keyring.authenticate(header)).toBeNull();
});

test('an empty keyring knows nobody', () => {
  expect(createKeyring([], {}).identify('')).toBeNull();
});

test('a stored hash that is none, and an id or a hash given twice, are refused at once', () => {
  const key = (id: string, sha256: string) => ({ id, scopes: [], sha256 });
  const [one, two] = [hashKey('1'), hashKey('2')];
  expect(() => createKeyring([key('a', 'plain')], {})).toThrow(RangeError);
  expect(() => createKeyring([key('a', one), key('a', two)], {})).toThrow(RangeError);
  expect(() => createKeyring([key('a', one), key('b', one.toUpperCase())], {})).toThrow(RangeError);
});

test('a generated key has 256 random bits behind its prefix', () => {
  expect(generateKey(() => new Uint8Array(32).fill(255))).toBe(`el_${'_'.repeat(42)}8`);
  expect(new Set(Array.from({ length: 100 }, () => generateKey())).size).toBe(100);
});
