/** A topic is not set up as the log needs it; the message says the command that mends it. */
export class TopicRefusedError extends Error {
  override readonly name = 'TopicRefusedError';
  readonly retryable = false;
}
