/** The read model does not belong to the log; the message is for the operator and says what to do. */
export class ProjectionRefusedError extends Error {
  override readonly name = 'ProjectionRefusedError';
  readonly retryable = false;
}
