/**
 * The engine could not make a backup, or restore one. `code` is its number of the error, where it gave one, and
 * the message its first line.
 */
export class BackupFailedError extends Error {
  override readonly name = 'BackupFailedError';
  readonly code: string;

  constructor(text: string) {
    const [first = ''] = text.split('\n');
    super(first.replace(/^Code: \d+\. DB::Exception: /, '').replace(/, Stack trace .*$/, ''));
    this.code = /^Code: (\d+)/.exec(first)?.[1] ?? '';
  }
}
