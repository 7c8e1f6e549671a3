import { expect, test } from 'vitest';
import { composeMessage } from '../compose-message.ts';
import { sampleLetter } from '../testing/sample-letter.ts';
import { readEml } from './read-eml.ts';

test('a message that was composed is read as it was meant', async () => {
  const title = 'Pré-training <b>“all”</b>, and ü';
  const letter = { ...sampleLetter, to: 'sub1@readers.invalid', subject: title };
  const { raw } = await composeMessage(letter);
  expect(await readEml(raw)).toEqual({
    subject: title,
    from: '"Daily Papers" <digest@papers.example>',
    to: ['sub1@readers.invalid'],
    date: letter.date,
    messageId: letter.messageId,
    unsubscribe: letter.unsubscribe,
    text: letter.text,
    html: letter.html,
  });
});

test('of a head alone all is told that stands in it', async () => {
  const { raw } = await composeMessage(sampleLetter);
  const head = raw.subarray(0, raw.indexOf('\r\n\r\n') + 4);
  const read = await readEml(head);
  expect(read).toMatchObject({
    subject: sampleLetter.subject,
    date: sampleLetter.date,
    html: null,
  });
});

// Seen to fail when embedded pictures are put into the HTML.
test('nothing is put into the HTML, and no address stands in two places', async () => {
  const raw = [
    'From: a@papers.example',
    'To: "x@evil.example" <sub1@readers.invalid>, sub2@readers.invalid',
    'Content-Type: multipart/related; boundary=b',
    '',
    ...[
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<img src="cid:p@x"> <script>1</script>',
    ],
    ...['--b', 'Content-Type: image/png', 'Content-ID: <p@x>', '', 'PNG', '--b--', ''],
  ].join('\r\n');
  const read = await readEml(Buffer.from(raw));
  expect(read?.html?.trim()).toBe('<img src="cid:p@x"> <script>1</script>');
  expect(read?.to).toEqual(['sub1@readers.invalid', 'sub2@readers.invalid']);
});

// Seen to fail with the parser's own text and date, which it makes of the HTML and of the present.
test('what a message does not say is not made up', async () => {
  const raw = 'Date: soon\r\nContent-Type: text/html\r\n\r\n<p>one</p>\r\n';
  const read = await readEml(Buffer.from(raw));
  expect(read).toMatchObject({ date: null, text: null, html: '<p>one</p>\n' });
});

// Seen to fail without the limit.
test('garbage is a message without anything, and what is too long is none', async () => {
  const nothing = { subject: null, from: null, to: [], date: null, messageId: null };
  expect(await readEml(Buffer.from('\0\xff'))).toMatchObject(nothing);
  expect(await readEml(Buffer.alloc(0))).toMatchObject({ ...nothing, html: null });
  expect(await readEml(Buffer.from(`\r\n\r\n${'a\r\n'.repeat(349_526)}`))).toBeNull();
});
