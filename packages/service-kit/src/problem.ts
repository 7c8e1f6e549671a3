import { STATUS_CODES } from 'node:http';

/** Media type of every error reply (RFC 9457). */
export const problemContentType = 'application/problem+json';

/** One broken rule; `path` is a JSON Pointer into the body or the name of a parameter. */
export type Problem = { readonly path: string; readonly code: string; readonly message: string };

export type ProblemOptions = {
  /** HTTP status, 400–599. */
  readonly status: number;
  /** What went wrong and what to do about it, fit for strangers. @default the title */
  readonly detail?: string;
  /** @default the status' reason phrase */
  readonly title?: string;
  /** Stable relative URI of the kind of problem. @default 'about:blank' */
  readonly type?: string;
  readonly errors?: readonly Problem[];
  /** Headers of the reply, e.g. `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the reply; they cannot replace the standard ones. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Logged, never sent. */
  readonly cause?: unknown;
};

/** An error that knows its reply. Thrown anywhere below a route, answered in one place. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly Problem[];
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** The same request may succeed later (408, 429, 503). */
  readonly retryable: boolean;

  constructor(options: ProblemOptions) {
    const title = options.title ?? STATUS_CODES[options.status] ?? 'Error';
    super(options.detail ?? title, { cause: options.cause });
    this.type = options.type ?? 'about:blank';
    this.status = options.status;
    this.title = title;
    this.detail = this.message;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
    this.extensions = options.extensions ?? {};
    this.retryable = [408, 429, 503].includes(options.status);
  }
}

/** `throw createProblem({status: 404, detail: 'no such report'})` */
export function createProblem(options: ProblemOptions): ProblemError {
  return new ProblemError(options);
}

/** The reply's body: `{type, title, status, detail, errors, requestId, …extensions}` as JSON. */
export function problemBody(problem: ProblemError, requestId: string): string {
  const { type, title, status, detail, errors, extensions } = problem;
  const standard = { type, title, status, detail, errors, requestId };
  return JSON.stringify({ ...standard, ...extensions, ...standard });
}
