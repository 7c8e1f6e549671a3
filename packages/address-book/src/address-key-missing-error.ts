/** A row's key is wrapped by an address key that was not given. Give it again, behind the first. */
export class AddressKeyMissingError extends Error {
  override readonly name = 'AddressKeyMissingError';
  readonly retryable = false;
  /** The id of the key that is missing. */
  readonly keyId: string;

  constructor(keyId: string) {
    super(`EMBERLOG_ADDRESS_KEYS lacks the key ${keyId}, which wraps keys of rows`);
    this.keyId = keyId;
  }
}
