/** The log cannot take or give records now; the same call may succeed later. */
export class LogUnavailableError extends Error {
  override readonly name: string = 'LogUnavailableError';
  readonly retryable = true;
}
