/** The files cannot be used as they are: other secret, other row keys, none at all. Says what to do. */
export class AddressBookRefusedError extends Error {
  override readonly name = 'AddressBookRefusedError';
  readonly retryable = false;
}
