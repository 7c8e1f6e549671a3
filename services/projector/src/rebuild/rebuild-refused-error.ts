/** A rebuild ended without a switch; the message is for the operator and says what to do. */
export class RebuildRefusedError extends Error {
  override readonly name = 'RebuildRefusedError';
  readonly retryable = false;
}
