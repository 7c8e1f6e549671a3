import { createHmac, timingSafeEqual } from 'node:crypto';

/** Which digest went to whom. */
export type Sending = {
  /** The key of the period, such as `2025-12-10`: letters, digits and hyphens. */
  readonly issue: string;
  readonly subscriber: string;
};

export type MessageIdOptions = {
  /** At least 32 bytes, of this purpose only. */
  readonly key: Uint8Array;
  /** The part behind the `@`. */
  readonly domain: string;
};

export const MESSAGE_ID = /^<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,500}@[A-Za-z0-9.-]{1,253}>$/;

/**
 * The Message-ID of a digest: equal for equal sendings, so that readers' programs show one message
 * where a resend came twice. The tag keeps others from making up notifications of failure.
 * @throws RangeError for an issue, a subscriber or a domain that does not fit
 */
export const messageIdOf = (sending: Sending, { key, domain }: MessageIdOptions): string => {
  const { issue, subscriber } = sending;
  const id = `<digest.${issue}.${base64url(subscriber)}.${tagOf(sending, key)}@${domain}>`;
  if (!/^[A-Za-z0-9-]{1,32}$/.test(issue) || subscriber === '' || !MESSAGE_ID.test(id))
    throw new RangeError('a Message-ID needs an issue, a subscriber and a domain that fit in it');
  return id;
};

/** The sending that a Message-ID was made of; null for one that was not made with this key. */
export const readMessageId = (id: string, { key, domain }: MessageIdOptions): Sending | null => {
  const [, issue, encoded, tag, at] =
    /^<?digest\.([A-Za-z0-9-]{1,32})\.([\w-]{1,400})\.([\w-]{22})@([A-Za-z0-9.-]{1,253})>?$/.exec(
      id,
    ) ?? [];
  if (issue === undefined || encoded === undefined || tag === undefined) return null;
  const sending = { issue, subscriber: Buffer.from(encoded, 'base64url').toString() };
  const isOurs = timingSafeEqual(Buffer.from(tag), Buffer.from(tagOf(sending, key)));
  // Base64 has several spellings of the same bytes; ours is one.
  if (!isOurs || base64url(sending.subscriber) !== encoded) return null;
  return at?.toLowerCase() === domain.toLowerCase() ? sending : null;
};

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

const tagOf = ({ issue, subscriber }: Sending, key: Uint8Array): string =>
  createHmac('sha256', key)
    .update(`${issue}\0${subscriber}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
