/** What one listening server grants its clients. Times in milliseconds. */
export type ListenLimits = {
  /** For the head of a request. @default 10000 */
  readonly headersTimeoutMs: number;
  /** For a whole request, body included, to arrive; after it 408. @default 30000 */
  readonly requestTimeoutMs: number;
  /** An idle connection is kept that long. @default 5000 */
  readonly keepAliveTimeoutMs: number;
  /** Connections at a time; further ones are closed at once. @default 10000 */
  readonly maxConnections: number;
  /** `close` waits that long for running requests, then cuts them off. @default 2000 */
  readonly closeDeadlineMs: number;
};

export const defaultListenLimits: ListenLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 5_000,
  maxConnections: 10_000,
  closeDeadlineMs: 2_000,
};
