/** The book is closed, or its disk took no write; the same call may succeed later. */
export class AddressBookUnavailableError extends Error {
  override readonly name = 'AddressBookUnavailableError';
  readonly retryable = true;
}
