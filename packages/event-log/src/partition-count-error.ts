/** The log was created with another number of partitions; keys would move and lose their order. */
export class PartitionCountError extends Error {
  override readonly name = 'PartitionCountError';
  readonly retryable = false;
  readonly stored: number;
  readonly requested: number;

  constructor(path: string, stored: number, requested: number) {
    super(
      `the log in ${path} has ${stored} partitions per topic and cannot be opened with ${requested}`,
    );
    this.stored = stored;
    this.requested = requested;
  }
}
