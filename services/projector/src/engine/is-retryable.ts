/** Whether trying again may mend a failure, as it says of itself. */
export const isRetryable = (error: unknown): boolean =>
  error instanceof Error && 'retryable' in error && error.retryable === true;
