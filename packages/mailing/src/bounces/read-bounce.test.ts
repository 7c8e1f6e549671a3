import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composeMessage } from '../mail/compose-message.ts';
import { readMessageId } from '../mail/message-id.ts';
import { MESSAGE_IDS, sampleLetter, SENDING } from '../mail/testing/sample-letter.ts';
import { readBounce } from './read-bounce.ts';
import { COMMON, failed, notification, SENT_ID } from './testing/notifications.ts';

// Seen to fail when the notification's own Message-ID is taken, and when `delayed` counts as hard.
test.each(Object.entries(COMMON).map(([name, [kind, bytes]]) => ({ name, kind, bytes })))(
  'from $name: $kind',
  async ({ kind, bytes }) => {
    expect(await readBounce(bytes)).toEqual({ kind, messageId: SENT_ID });
    const bare = Buffer.from(bytes.toString().replaceAll('\r\n', '\n'));
    expect(await readBounce(bare)).toEqual({ kind, messageId: SENT_ID });
  },
);

// Seen to fail when every 5 is hard.
test.each([
  ...['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.0.0', '5.2.0', '5.2.1'].map((status) => [
    'hard',
    status,
  ]),
  ...['5.2.2', '5.2.3', '5.1.8', '5.3.4', '5.4.4', '5.6.0', '5.7.1'].map((status) => [
    'soft',
    status,
  ]),
  ...['4.2.2', '4.4.7', '', '5', '5.1', '9.9.9', 'x'].map((status) => ['soft', status]),
])('a failure is %s with the status %j', async (kind, status) => {
  expect((await readBounce(failed(status))).kind).toBe(kind);
});

test('of several recipients the worst counts', async () => {
  const one = (action: string, status: string) => [`Action: ${action}`, `Status: ${status}`];
  const groups = [
    ['Reporting-MTA: dns; x'],
    one('delivered', '2.0.0'),
    one('failed', '5.1.1'),
    one('delayed', '4.0.0'),
  ];
  const bytes = notification({ type: 'delivery-status', groups, original: 'message/rfc822' });
  expect((await readBounce(bytes)).kind).toBe('hard');
});

test('the digest that came back leads to its subscriber', async () => {
  const { raw } = await composeMessage(sampleLetter);
  const shape = failed('5.1.1').toString('latin1');
  const original = /Content-Type: message\/rfc822\r\n\r\n[\s\S]*?\r\n--part--/;
  const bytes = Buffer.from(
    shape.replace(
      original,
      () => `Content-Type: message/rfc822\r\n\r\n${raw.toString('latin1')}\r\n--part--`,
    ),
    'latin1',
  );
  const { kind, messageId } = await readBounce(bytes);
  expect(kind).toBe('hard');
  expect(readMessageId(messageId ?? '', MESSAGE_IDS)).toEqual(SENDING);
});

test('what is no notification is something else', async () => {
  const { raw } = await composeMessage(sampleLetter);
  const reply = Buffer.from(
    `In-Reply-To: ${SENT_ID}\r\nAuto-Submitted: auto-replied\r\n\r\nStatus: 5.1.1\r\nAction: failed`,
  );
  for (const bytes of [
    raw,
    reply,
    Buffer.alloc(0),
    Buffer.from('\r\n\r\n'),
    Buffer.alloc(2_000_000, 'a'),
  ])
    expect(await readBounce(bytes)).toEqual({ kind: 'other', messageId: null });
});

test('garbage never throws, nor does a notification with bytes changed or cut', async () => {
  const kinds = ['hard', 'soft', 'complaint', 'other'];
  const whole = fc.constantFrom(...Object.values(COMMON).map(([, bytes]) => bytes));
  const changes = fc.array(fc.tuple(fc.nat(3_000), fc.nat(255)), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(whole, fc.uint8Array({ maxLength: 2_000 })),
      changes,
      fc.nat(3_000),
      async (source, edits, end) => {
        const bytes = Buffer.from(source);
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
        const { kind } = await readBounce(bytes.subarray(0, end));
        expect(kinds).toContain(kind);
      },
    ),
    { numRuns: 300 },
  );
});

test('a notification built to be slow is read in time', async () => {
  const deep = Array.from(
    { length: 5_000 },
    (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
  ).join('');
  const nested = Buffer.from(`Content-Type: multipart/report; boundary=b0\r\n\r\n${deep}`);
  const blank = notification({
    type: 'delivery-status',
    groups: [[`Status:${' '.repeat(500_000)}`]],
    original: 'none',
  });
  const fields = notification({
    type: 'delivery-status',
    groups: [Array.from({ length: 50_000 }, () => 'A: b')],
    original: 'none',
  });
  const heads = Buffer.from(`X: ${'<'.repeat(900_000)}\r\n\r\n`);
  const start = performance.now();
  for (const bytes of [nested, blank, fields, heads]) await readBounce(bytes);
  expect(performance.now() - start).toBeLessThan(5_000);
});
