import { isStatusOfAddress } from '../../bounces/status-of-address.ts';
import type { SendResult } from '../transport.ts';

/** What is read of nodemailer's errors; their messages hold addresses and are never passed on. */
type SmtpFailure = {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
};

/** Errors that are about this message: other 5xx are about us, such as a password that is wrong. */
const ABOUT_THE_MESSAGE = new Set<unknown>(['EENVELOPE', 'EMESSAGE']);

/**
 * What a failed try says of its message.
 * @param handedOver whether the server asked for the message and any of it was written
 */
export const outcomeOfError = (error: unknown, handedOver: boolean): SendResult => {
  const { code, command, responseCode, response }: SmtpFailure =
    typeof error === 'object' && error !== null ? error : {};
  const answer = typeof responseCode === 'number' ? responseCode : null;
  const detail = [word(command), word(code), answer, statusOf(response)]
    .filter((part) => part !== null)
    .join(' ');
  if (answer !== null) {
    const isFinal = answer >= 500 && ABOUT_THE_MESSAGE.has(code);
    const isGone = isFinal && command === 'RCPT TO' && isAboutAddress(statusOf(response));
    return { outcome: isFinal ? 'rejected' : 'deferred', code: answer, isGone, detail };
  }
  if (handedOver) return { outcome: 'unknown', code: null, detail };
  // The address itself is one that cannot be written down in SMTP.
  if (ABOUT_THE_MESSAGE.has(code)) return { outcome: 'rejected', code: null, detail };
  return { outcome: 'deferred', code: null, detail };
};

/** Where no status is told, a refusal of the recipient is taken at its word. */
const isAboutAddress = (status: string | null): boolean => {
  const [, subject, detail] = status?.split('.').map(Number) ?? [5, 1, 1];
  return isStatusOfAddress(subject ?? 0, detail ?? 0);
};

/** A name of nodemailer's or of SMTP's; anything else may be a text from outside. */
const word = (value: unknown): string | null =>
  typeof value === 'string' && /^[A-Z_ ]{1,20}$/.test(value) ? value : null;

/** The enhanced status of RFC 3463, such as 5.1.1. */
const statusOf = (response: unknown): string | null =>
  typeof response === 'string'
    ? (/^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null)
    : null;
