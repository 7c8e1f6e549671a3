/** What a message that came back says of the one that was sent. */
export type Bounce = {
  /**
   * - `hard`: the address takes no mail, and will not;
   * - `soft`: this message did not arrive, another may;
   * - `complaint`: the reader called it spam;
   * - `other`: anything else, notifications of success and of nothing among it.
   */
  readonly kind: 'hard' | 'soft' | 'complaint' | 'other';
  /** The Message-ID of the message that was sent, in angle brackets; null where none is told. */
  readonly messageId: string | null;
};
