import { nastyTitles } from '@emberlog/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress } from './read-address.ts';

const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '@',
    '.',
    '+',
    'ada',
    'example',
    'org',
    '\r\n',
    '\0',
    '\u202E',
    '\u200B',
    '"',
    '<',
    '>',
  ),
  fc.constantFrom(...nastyTitles),
);

const typed = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc.tuple(piece, piece).map(([local, domain]) => `${local}@${domain}.org`),
  piece.map((local) => `${local}@example.org`),
  fc.emailAddress(),
);

// Seen to fail when unseen characters pass, and when the local part is not composed.
test('whatever is read is safe to put into a header, and reads as itself', () => {
  let read = 0;
  fc.assert(
    fc.property(typed, (text) => {
      const result = readAddress(text);
      if (!result.ok) return;
      read += 1;
      const { sent, normalised } = result.address;
      expect(sent).not.toMatch(/[\p{C}\p{Z}"(),:;<>[\\\]]/u);
      expect(sent.split('@')).toHaveLength(2);
      expect(sent.split('@')[1]).toMatch(/^[a-z0-9.-]+\.(?:[a-z]{2,}|xn--[a-z0-9-]+)$/);
      expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(254);
      expect(sent).toBe(sent.normalize('NFC'));

      const again = readAddress(sent);
      expect(again.ok && [again.address.sent, again.address.normalised]).toEqual([
        sent,
        normalised,
      ]);
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(1_000);
});

const local = fc.stringMatching(/^[a-z][a-z0-9]{4,20}$/).map((word) => `reader.${word}`);

test('case of ASCII letters makes no difference, everything else does', () => {
  const normalised = (text: string): string | null => {
    const result = readAddress(text);
    return result.ok ? result.address.normalised : null;
  };
  fc.assert(
    fc.property(local, local, fc.mixedCase(local), (one, other, mixed) => {
      expect(normalised(`${mixed}@example.org`)).toBe(`${mixed.toLowerCase()}@example.org`);
      expect(normalised(`${one}@example.org`) === normalised(`${other}@example.org`)).toBe(
        one === other,
      );
    }),
  );
});
