import { createHash } from 'node:crypto';
import { type Letter, letterSchema } from './letter.ts';
import { MailFieldError } from './mail-field-error.ts';
import type { MailMessage } from './mail-message.ts';

/**
 * A letter as the bytes of a message: text and HTML, and the headers that bulk mail needs. Equal
 * letters give equal bytes. The header for one-click unsubscribing is there where the link is https,
 * as RFC 8058 wants, and where it stays on this machine.
 * @throws MailFieldError naming each field that breaks its rule, none of their values
 */
export const composeMessage = async (letter: Letter): Promise<MailMessage> => {
  const read = letterSchema.safeParse(letter);
  if (!read.success)
    throw new MailFieldError(
      read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message })),
    );
  const { from, to, subject, text, html, date, messageId, list, unsubscribe } = read.data;
  const isOneClick = isSafe(new URL(unsubscribe));
  const { message } = await (
    await composer()
  ).sendMail({
    ...{ from, to: { name: '', address: to }, subject, text, html, messageId },
    date: new Date(date),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
      ...(isOneClick && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
    list: { id: { url: list.id, comment: list.name } },
    ...{ xMailer: false, disableFileAccess: true, disableUrlAccess: true },
    baseBoundary: createHash('sha256')
      .update(`${messageId}\0${text}\0${html}`)
      .digest('hex')
      .slice(0, 32),
  });
  if (!Buffer.isBuffer(message)) throw new Error('the composer gave no buffer');
  return { messageId, from: read.data.returnPath ?? from.address, to, raw: message };
};

/** By http anybody on the way could read the link. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' ||
  hostname === 'localhost' ||
  hostname === '[::1]' ||
  /^127(?:\.\d{1,3}){3}$/.test(hostname);

/** Loaded with the first message: most processes never write one. */
const composer = async () => {
  composing ??= startComposer();
  return await composing;
};
let composing: ReturnType<typeof startComposer> | null = null;
const startComposer = async () => {
  const { createTransport } = await import('nodemailer');
  return createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
};
