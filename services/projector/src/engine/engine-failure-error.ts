/** A statement failed or was not answered. What it did is unknown until the position is read again. */
export class EngineFailureError extends Error {
  override readonly name = 'EngineFailureError';
  readonly retryable = true;
}
