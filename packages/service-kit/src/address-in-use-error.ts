/** Another process listens there. The caller knows which variable holds the port and can say so. */
export class AddressInUseError extends Error {
  override readonly name = 'AddressInUseError';
  readonly retryable = false;
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number, options?: ErrorOptions) {
    super(`${host}:${port} is in use by another process`, options);
    this.host = host;
    this.port = port;
  }
}
