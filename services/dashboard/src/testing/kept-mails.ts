import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const SUBSCRIBER = '0123456789abcdef0123456789abcdef';

/** A message as it is kept, with a text and an HTML part. */
export const keptMail = ({
  subject = 'Confirm your subscription',
  to = `${SUBSCRIBER}@readers.invalid`,
  date = 'Thu, 11 Dec 2025 14:03:20 +0000',
  text = 'Follow https://papers.example/confirm?t=x to confirm.',
  html = '<p>Follow <a href="https://papers.example/confirm?t=x">this link</a>.</p>',
} = {}): string =>
  [
    'From: Daily Papers <digest@papers.example>',
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${date}`,
    'Message-ID: <confirm.1@papers.example>',
    'List-Unsubscribe: <https://papers.example/leave?t=x>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=parts',
    '',
    ...['--parts', 'Content-Type: text/plain; charset=utf-8', '', text],
    ...['--parts', 'Content-Type: text/html; charset=utf-8', '', html],
    '--parts--',
    '',
  ].join('\r\n');

/** Markup, pictures and forms where a title could bring them; it would like to reach `tracker`. */
export const hostileMail = (tracker: string): string =>
  keptMail({
    subject: '<img src=x onerror=alert(1)> "q" & co',
    text: 'See <script>alert(1)</script> javascript:alert(1) http://[ https://a.example/?q="><b>',
    html: [
      '<style>p { color: rgb(1, 2, 3) }</style>',
      '<p style="font-weight: 700">Hello</p>',
      '<script>top.document.title = document.title = "owned"</script>',
      `<img src="${tracker}/pixel.gif" onerror="alert(1)">`,
      `<img src="/assets/own.gif"><link rel="stylesheet" href="${tracker}/a.css">`,
      `<form action="${tracker}/"><input name="q"><button>Send</button></form>`,
      `<iframe src="${tracker}/"></iframe><base href="${tracker}/">`,
      `<meta http-equiv="refresh" content="0;url=${tracker}/">`,
    ].join('\n'),
  });

/** Writes messages under their names, the last the newest. */
export const keepMails = async (
  directory: string,
  mails: Readonly<Record<string, string>>,
): Promise<void> => {
  await mkdir(directory, { recursive: true });
  for (const [index, [name, content]] of Object.entries(mails).entries()) {
    await writeFile(join(directory, name), content);
    await utimes(join(directory, name), 1_765_000_000 + index, 1_765_000_000 + index);
  }
};
