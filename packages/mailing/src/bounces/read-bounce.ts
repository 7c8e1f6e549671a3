import type { Attachment, ParsedMail } from 'mailparser';
import { parseMail } from '../parse-mail.ts';
import type { Bounce } from './bounce.ts';
import { fieldGroups } from './field-groups.ts';
import { kindOfDelivery, kindOfFeedback } from './kind-of-report.ts';

/** Ours have 100 kB, and a notification brings one back at most. */
const MOST_BYTES = 1_048_576;
const NOTHING: Bounce = { kind: 'other', messageId: null };

/**
 * Reads a delivery status notification (RFC 3464) or a feedback report (RFC 5965). Anything else is
 * `other`, garbage and what has over a mebibyte included; never throws. Anybody can write one:
 * `readMessageId` tells whether the Message-ID is of a digest that was sent.
 */
export const readBounce = async (bytes: Uint8Array): Promise<Bounce> => {
  if (bytes.length > MOST_BYTES) return NOTHING;
  try {
    const mail = await parseMail(Buffer.from(bytes), PARSING);
    const delivery = partOf(mail, /^message\/(global-)?delivery-status$/);
    const feedback = partOf(mail, /^message\/feedback-report$/);
    if (feedback !== undefined)
      return { kind: kindOfFeedback(groupsOf(feedback)), messageId: await originalId(mail) };
    if (delivery !== undefined)
      return { kind: kindOfDelivery(groupsOf(delivery)), messageId: await originalId(mail) };
    return NOTHING;
  } catch {
    return NOTHING;
  }
};

const PARSING = {
  ...{ keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true },
  ...{ skipImageLinks: true, skipTextLinks: true, maxHtmlLengthToParse: 1 },
} as const;

const partOf = (mail: ParsedMail, type: RegExp): Attachment | undefined =>
  mail.attachments.find(({ contentType }) => type.test(contentType.toLowerCase()));

const groupsOf = ({ content }: Attachment) => fieldGroups(content.toString('latin1'));

/** In the message that came back or its head, else what the notification says it replies to. */
const originalId = async (mail: ParsedMail): Promise<string | null> => {
  const original = partOf(
    mail,
    /^(message\/(rfc822|global|global-headers|rfc822-headers)|text\/rfc822-headers)$/,
  );
  const within = original === undefined ? undefined : await headOf(original);
  return oneId(within?.messageId) ?? oneId(mail.inReplyTo);
};

const headOf = async ({ content }: Attachment): Promise<ParsedMail> => {
  const end =
    content.indexOf('\r\n\r\n') < 0 ? content.indexOf('\n\n') : content.indexOf('\r\n\r\n');
  const head = end < 0 ? content : content.subarray(0, end);
  return await parseMail(Buffer.concat([head, Buffer.from('\r\n\r\n')]), PARSING);
};

const oneId = (text: string | undefined): string | null =>
  /^\s*<?([^\s<>@]{1,500}@[^\s<>@]{1,253})>?\s*$/.exec(text ?? '')?.[1]?.replace(/^.*$/, '<$&>') ??
  null;
