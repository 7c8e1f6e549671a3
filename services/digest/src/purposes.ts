import type { MessageIdOptions } from '@emberlog/mailing';
import { deriveKey } from '@emberlog/service-kit';
import { domainToASCII } from 'node:url';

/** Of the sealer of links in mails. */
export const LINK_PURPOSE = 'subscription-links';

/** How Message-IDs are made, of the secret and the address that mails are from. */
export const messageIdsOf = (secret: Uint8Array, from: string): MessageIdOptions => ({
  key: deriveKey('message-id/1', { secret, purpose: 'digests' }),
  domain: domainToASCII(from.slice(from.lastIndexOf('@') + 1)),
});

/**
 * What stands for the issue in the Message-ID of a mail that asks for a confirmation: of its own for each
 * request, since programs hide what repeats another message.
 */
export const confirmationIssue = (request: string): string =>
  request.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 32);
