import type { IngestResult, Problem } from '@emberlog/api';

type Failure = {
  readonly status: number | null;
  readonly problem: Problem | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly cause?: unknown;
};

/** A call that failed: refused by a service, or without a reply (`status` null). */
export class EmberlogError extends Error {
  override readonly name = 'EmberlogError';
  /** HTTP status; null when there was no reply. */
  readonly status: number | null;
  /** What the service said; null when it said nothing readable. */
  readonly problem: Problem | null;
  /** The same request may succeed later: 408, 429, 503, or no reply. */
  readonly retryable: boolean;
  /** How long the service asked to wait, in ms; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, failure: Failure) {
    super(message, { cause: failure.cause });
    this.status = failure.status;
    this.problem = failure.problem;
    this.retryable = failure.retryable;
    this.retryAfterMs = failure.retryAfterMs;
  }

  /** What became of each event when all were refused, in the order sent; else empty. */
  get results(): readonly IngestResult[] {
    const results = this.problem?.['results'];
    return Array.isArray(results) ? (results as IngestResult[]) : [];
  }
}
