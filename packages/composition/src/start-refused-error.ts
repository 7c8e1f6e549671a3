/** The product cannot start as asked; the message is for the operator and says what to do. */
export class StartRefusedError extends Error {
  override readonly name = 'StartRefusedError';
  readonly retryable = false;
}
