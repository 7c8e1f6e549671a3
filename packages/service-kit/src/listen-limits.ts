/** What one listening server grants its clients. Times in milliseconds. */
export type ListenLimits = {
  /** For the head of a request. @default 10000 */
  readonly headersTimeoutMs: number;
  /** For a whole request, body included, to arrive; after it 408. @default 30000 */
  readonly requestTimeoutMs: number;
  /** An idle connection is kept that long. @default 5000 */
  readonly keepAliveTimeoutMs: number;
  /** A connection on which nothing moves is closed after that long, its reply sent or not. @default 60000 */
  readonly stallTimeoutMs: number;
  /** Connections at a time; further ones are closed at once. @default 10000 */
  readonly maxConnections: number;
  /** `close` waits that long for running requests, then cuts them off. @default 2000 */
  readonly closeDeadlineMs: number;
};

/** Bytes of the head of a request: request line and headers. */
export const HEAD_BYTES = 16 * 1024;

/** A head is one or two packets: who needs longer than this is no browser and no client of ours. */
const HEADERS_TIMEOUT_MS = 10_000;

/** The largest body anybody takes, 5 MiB, over a line of 1.4 Mbit/s; above the collector's own 20 s. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Covers the next click and the next batch; an idle connection costs a descriptor and some 6 KiB. */
const KEEP_ALIVE_TIMEOUT_MS = 5_000;

/** Above the longest wait for a position (10 s), so that it only meets clients that do not read. */
const STALL_TIMEOUT_MS = 60_000;

/** Half of the 20,000 descriptors that service managers usually give; the rest is for the tables. */
const MAX_CONNECTIONS = 10_000;

/** Below the lifecycle's own deadline, so that what comes after the listener still stops in order. */
const CLOSE_DEADLINE_MS = 2_000;

export const defaultListenLimits: ListenLimits = {
  headersTimeoutMs: HEADERS_TIMEOUT_MS,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
  keepAliveTimeoutMs: KEEP_ALIVE_TIMEOUT_MS,
  stallTimeoutMs: STALL_TIMEOUT_MS,
  maxConnections: MAX_CONNECTIONS,
  closeDeadlineMs: CLOSE_DEADLINE_MS,
};
