/**
 * What is kept of a subscriber is not what was written, or an address key has another value than
 * when it wrapped. Trying again does not help; `erase` still removes the row.
 */
export class AddressDamagedError extends Error {
  override readonly name = 'AddressDamagedError';
  readonly retryable = false;
  readonly subscriber: string;

  constructor(subscriber: string, reason: string) {
    super(`the row of subscriber ${subscriber} ${reason}`);
    this.subscriber = subscriber;
  }
}
