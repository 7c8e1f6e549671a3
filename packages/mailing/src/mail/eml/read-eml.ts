import type { AddressObject, ParsedMail } from 'mailparser';
import { parseMail } from '../../parse-mail.ts';

/** A message as it was kept; null, or no text, for what it does not have. */
export type EmlMessage = {
  readonly subject: string | null;
  readonly from: string | null;
  /** Addresses alone, without names. */
  readonly to: readonly string[];
  /** ms since 1970. */
  readonly date: number | null;
  /** With its angle brackets. */
  readonly messageId: string | null;
  /** Where one unsubscribes, as the message says it. */
  readonly unsubscribe: string | null;
  readonly text: string | null;
  /** As it was written: not to be shown where scripts run. */
  readonly html: string | null;
};

/** Ten of ours. */
const MOST_BYTES = 1_048_576;

/**
 * Reads a message, or no more than its head. Nothing is loaded, no picture is put into the HTML.
 * Null for what has over a mebibyte or cannot be read; never throws.
 */
export const readEml = async (bytes: Uint8Array): Promise<EmlMessage | null> => {
  if (bytes.length > MOST_BYTES) return null;
  try {
    return messageOf(await parseMail(Buffer.from(bytes), PARSING));
  } catch {
    return null;
  }
};

const PARSING = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
} as const;

const messageOf = (mail: ParsedMail): EmlMessage => ({
  subject: mail.subject ?? null,
  from: mail.from?.text ?? null,
  to: [mail.to ?? []].flat().flatMap(addressesOf),
  date: dateOf(mail),
  messageId: mail.messageId ?? null,
  unsubscribe: unsubscribeOf(mail),
  text: mail.text === '' ? null : (mail.text ?? null),
  html: mail.html === false ? null : (mail.html ?? null),
});

const addressesOf = ({ value }: AddressObject): readonly string[] =>
  value.flatMap(({ address }) => (address === undefined || address === '' ? [] : [address]));

/** The parser takes the present for a date that cannot be read. */
const dateOf = ({ headerLines }: ParsedMail): number | null => {
  const line = headerLines.find(({ key }) => key === 'date')?.line ?? '';
  const ms = Date.parse(line.slice(line.indexOf(':') + 1));
  return Number.isNaN(ms) ? null : ms;
};

/** The parser reads the headers of lists together. */
const unsubscribeOf = ({ headers }: ParsedMail): string | null => {
  const list = headers.get('list') as
    { readonly unsubscribe?: { readonly url?: string; readonly mail?: string } } | undefined;
  return list?.unsubscribe?.url ?? null;
};
