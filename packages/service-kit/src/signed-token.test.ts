import { expect, test } from 'vitest';
import { createSealer } from './sealed-token.ts';
import { createSigner } from './signed-token.ts';

const secret = new Uint8Array(32).fill(7);
const signer = createSigner({ secret, purpose: 'cursor' });
const payload = Buffer.from('{"after":12}');

test('what was signed verifies to the same bytes', () => {
  expect(signer.verify(signer.sign(payload))).toEqual(payload);
  expect(signer.verify(signer.sign(new Uint8Array()))).toHaveLength(0);
});

test('the same payload has the same token, also after a restart', () => {
  expect(createSigner({ secret, purpose: 'cursor' }).sign(payload)).toBe(signer.sign(payload));
});

test('another secret, another purpose or a sealed token verifies as nothing', () => {
  const token = signer.sign(payload);
  expect(createSigner({ secret, purpose: 'place' }).verify(token)).toBeNull();
  const other = new Uint8Array(32).fill(8);
  expect(createSigner({ secret: other, purpose: 'cursor' }).verify(token)).toBeNull();
  expect(signer.verify(createSealer({ secret, purpose: 'cursor' }).seal(payload))).toBeNull();
});

test('a token with any single bit changed verifies as nothing', () => {
  const raw = Buffer.from(signer.sign(payload), 'base64url');
  const verified = Array.from({ length: raw.length * 8 }, (_, bit) => {
    const changed = Buffer.from(raw);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return signer.verify(changed.toString('base64url'));
  });
  expect(verified.filter((result) => result !== null)).toEqual([]);
});

test('a token that was cut, lengthened or spelled in another way verifies as nothing', () => {
  const token = signer.sign(payload);
  const cut = Array.from(token, (_, length) => token.slice(0, length));
  const spellings = [...cut, `${token}=`, `${token}A`, ` ${token}`, `${token}!`, 'A'.repeat(4097)];
  expect(spellings.filter((spelling) => signer.verify(spelling) !== null)).toEqual([]);
});

test('the longest payload verifies again and a longer one is refused at once', () => {
  expect(signer.verify(signer.sign(new Uint8Array(3039)))).toHaveLength(3039);
  expect(() => signer.sign(new Uint8Array(3040))).toThrow(RangeError);
});
