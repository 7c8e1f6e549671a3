import { expect, test } from 'vitest';
import { keysOf } from '../testing/keys-of.ts';
import { createAddressLookup } from './address-lookup.ts';
import { sealAddress, SEALED_LENGTH, unsealAddress } from './sealed-address.ts';
import { unwrapRowKey, WRAPPED_LENGTH, wrapRowKey } from './wrapped-key.ts';

const rowKey = Buffer.alloc(32, 3);
const nonce = Buffer.alloc(12, 4);
const [subscriber, other] = ['a'.repeat(32), 'b'.repeat(32)];

// Seen to fail when the subscriber is not authenticated.
test('an address opens for its own subscriber and key alone, and shows no length', () => {
  const sealed = sealAddress('ada@example.org', { rowKey, subscriber, nonce });
  expect(unsealAddress(sealed, { rowKey, subscriber })).toBe('ada@example.org');
  expect(unsealAddress(sealed, { rowKey, subscriber: other })).toBeNull();
  expect(unsealAddress(sealed, { rowKey: Buffer.alloc(32, 5), subscriber })).toBeNull();
  expect(sealed).toHaveLength(SEALED_LENGTH);
  expect(sealAddress('x'.repeat(254), { rowKey, subscriber, nonce })).toHaveLength(SEALED_LENGTH);
  const long = () => sealAddress('x'.repeat(255), { rowKey, subscriber, nonce });
  expect(long).toThrow('an address has at most 254 bytes');
});

test('no change of a single byte opens', () => {
  const sealed = sealAddress('ada@example.org', { rowKey, subscriber, nonce });
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(unsealAddress(changed, { rowKey, subscriber })).toBeNull();
    expect(unsealAddress(sealed.subarray(0, at), { rowKey, subscriber })).toBeNull();
  }
});

// Seen to fail when the id of the key is not authenticated.
test('a row key unwraps by its own address key, id and subscriber alone', () => {
  const [first, second] = keysOf('first', 'second');
  if (second === undefined) throw new Error('two keys were asked for');
  const wrapped = wrapRowKey(rowKey, first, subscriber, nonce);
  expect(wrapped.keyId).toBe('first');
  expect(wrapped.bytes).toHaveLength(WRAPPED_LENGTH);
  expect(unwrapRowKey(wrapped, first, subscriber)).toEqual(rowKey);
  expect(unwrapRowKey(wrapped, first, other)).toBeNull();
  expect(unwrapRowKey(wrapped, second, subscriber)).toBeNull();
  expect(unwrapRowKey(wrapped, { id: 'other', key: first.key }, subscriber)).toBeNull();
});

test('lookups are equal for equal addresses under one secret, and tell nothing of its others', () => {
  const [one, two] = [
    createAddressLookup(Buffer.alloc(32, 1)),
    createAddressLookup(Buffer.alloc(32, 2)),
  ];
  expect(one.lookupOf('ada@example.org')).toEqual(one.lookupOf('ada@example.org'));
  expect(one.lookupOf('ada@example.org')).not.toEqual(one.lookupOf('eda@example.org'));
  expect(one.lookupOf('ada@example.org')).not.toEqual(two.lookupOf('ada@example.org'));
  expect(one.fingerprint).not.toEqual(two.fingerprint);
  expect(() => createAddressLookup(Buffer.alloc(31))).toThrow(RangeError);
});
