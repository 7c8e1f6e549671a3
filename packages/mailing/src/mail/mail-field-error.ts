/** A message that must not be sent: names the fields and their rules, never their values. */
export class MailFieldError extends Error {
  override readonly name = 'MailFieldError';
  readonly retryable = false;
  /** Such as `to` or `from.name`. */
  readonly fields: readonly string[];

  constructor(problems: readonly { readonly field: string; readonly message: string }[]) {
    super(problems.map(({ field, message }) => `${field} ${message}`).join('; '));
    this.fields = problems.map(({ field }) => field);
  }
}
