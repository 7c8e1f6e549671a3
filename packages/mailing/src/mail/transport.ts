import type { MailMessage } from './mail-message.ts';

/**
 * What became of a message:
 * - `sent`: the other side took it over;
 * - `deferred`: it did not, and it may be sent again;
 * - `rejected`: it did not, and will not;
 * - `unknown`: nobody can tell whether it did. Sent again, it may arrive twice.
 */
export type Outcome = 'sent' | 'deferred' | 'rejected' | 'unknown';

export type SendResult = {
  readonly outcome: Outcome;
  /** The other side's own number, such as 550; null where it gave none. */
  readonly code: number | null;
  /** Of a rejection: whether the address itself is what the other side refused, and will. */
  readonly isGone?: boolean;
  /** Words for a log. Never an address, and nothing of what the other side wrote. */
  readonly detail: string;
};

/** A way for messages to leave. */
export type MailTransport = {
  /** Resolves whatever happens on the way, after a bounded time. */
  readonly send: (message: MailMessage) => Promise<SendResult>;
  /** Lets what is on its way end; later messages are deferred. */
  readonly close: () => void;
};
