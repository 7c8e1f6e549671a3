/** A message that is ready to go to one reader. */
export type MailMessage = {
  /** With its angle brackets. */
  readonly messageId: string;
  /** Where notifications of failure go: the sender of the envelope. */
  readonly from: string;
  readonly to: string;
  /** RFC 5322, lines ended by CRLF. */
  readonly raw: Buffer;
};
