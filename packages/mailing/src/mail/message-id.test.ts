import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MESSAGE_ID, messageIdOf, readMessageId } from './message-id.ts';
import { MESSAGE_IDS, SENDING } from './testing/sample-letter.ts';

test('a sending is found again in its Message-ID, with or without brackets', () => {
  const subscribers = fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' });
  fc.assert(
    fc.property(subscribers, fc.constantFrom('2025-12-10', '2025-W50'), (subscriber, issue) => {
      const id = messageIdOf({ issue, subscriber }, MESSAGE_IDS);
      expect(id).toMatch(MESSAGE_ID);
      expect(messageIdOf({ issue, subscriber }, MESSAGE_IDS)).toBe(id);
      expect(readMessageId(id, MESSAGE_IDS)).toEqual({ issue, subscriber });
      expect(readMessageId(id.slice(1, -1), MESSAGE_IDS)).toEqual({ issue, subscriber });
    }),
  );
});

// Seen to fail when the tag is not compared.
test('nobody else can make one', () => {
  const id = messageIdOf(SENDING, MESSAGE_IDS);
  const other = messageIdOf({ ...SENDING, subscriber: 'other' }, MESSAGE_IDS);
  const tagOf = (text: string): string => /\.([\w-]{22})@/.exec(text)?.[1] ?? '';
  const forged = [
    ...[other.replace(tagOf(other), tagOf(id)), id.replace('2025-12-10', '2025-12-11')],
    ...[id.replace(tagOf(id), 'A'.repeat(22)), id.replace('papers.example', 'evil.example')],
    ...['', '<>', '<a@b>', id.replace('digest.', ''), `${id} `, 'x'.repeat(100_000)],
  ];
  for (const text of forged) expect(readMessageId(text, MESSAGE_IDS)).toBeNull();
  const key = Buffer.alloc(32, 8);
  expect(readMessageId(id, { ...MESSAGE_IDS, key })).toBeNull();
});

test.each([
  { issue: 'a.b', subscriber: 's' },
  { issue: '2025-12-10', subscriber: '' },
  { issue: '2025-12-10', subscriber: 'x'.repeat(1_000) },
  { issue: '2025-12-10>\r\n', subscriber: 's' },
])('what does not fit into one is refused: %j', (sending) => {
  expect(() => messageIdOf(sending, MESSAGE_IDS)).toThrow(RangeError);
  expect(() => messageIdOf(SENDING, { ...MESSAGE_IDS, domain: 'a b' })).toThrow(RangeError);
});
