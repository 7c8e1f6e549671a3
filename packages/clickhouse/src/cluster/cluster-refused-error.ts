/** The servers are not what counts are kept exact on; the message says what to do, without its full stop. */
export class ClusterRefusedError extends Error {
  override readonly name = 'ClusterRefusedError';
  readonly retryable = false;
}
