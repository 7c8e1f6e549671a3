import { createHmac, hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPseudonymiser } from './pseudonymiser.ts';

const secret = new Uint8Array(32).fill(7);
const pseudonymise = createPseudonymiser({ secret, purpose: 'caller' });

test('a pseudonym is 16 hexadecimal digits and the same for the same value', () => {
  expect(pseudonymise('ada')).toMatch(/^[0-9a-f]{16}$/);
  expect(createPseudonymiser({ secret, purpose: 'caller' })('ada')).toBe(pseudonymise('ada'));
});

test('it is the head of an HMAC under a derived key, for ever', () => {
  const key = hkdfSync('sha256', secret, new Uint8Array(), 'pseudonym/1:caller', 32);
  const mac = createHmac('sha256', Buffer.from(key)).update('Ådå', 'utf8').digest();
  expect(pseudonymise('Ådå')).toBe(mac.readBigUInt64BE().toString(16).padStart(16, '0'));
});

test('a value that was forgotten meanwhile gets its pseudonym again', () => {
  const before = pseudonymise('ada');
  for (let other = 0; other < 20_000; other++) pseudonymise(`other-${other}`);
  expect(pseudonymise('ada')).toBe(before);
});

test('other values, purposes and secrets give other pseudonyms', () => {
  const values = Array.from({ length: 1000 }, (_, index) => pseudonymise(`caller-${index}`));
  expect(new Set(values).size).toBe(1000);
  expect(createPseudonymiser({ secret, purpose: 'device' })('ada')).not.toBe(pseudonymise('ada'));
  const other = new Uint8Array(32).fill(8);
  expect(createPseudonymiser({ secret: other, purpose: 'caller' })('ada')).not.toBe(
    pseudonymise('ada'),
  );
});
