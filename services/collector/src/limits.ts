import { INGEST_LIMITS } from '@emberlog/api';
import { TIME_LIMITS } from '@emberlog/events';

/** What one request and one collector may hold. Times are milliseconds. */
export type CollectorLimits = {
  /** Events of one request. @default 1000 */
  readonly events: number;
  /** Bytes of one body, as sent and after decompression. @default 5 MiB */
  readonly bodyBytes: number;
  /** Names of fields one event may hold, at every depth. @default 100 */
  readonly fields: number;
  /** Objects and arrays one event may hold, itself included. @default 50 */
  readonly nested: number;
  /** Pieces a body may arrive in. @default 10000 */
  readonly pieces: number;
  /** How long a body may take to arrive. @default 20 s */
  readonly bodyTimeout: number;
  /** Requests between admission and reply. @default 256 */
  readonly waitingRequests: number;
  /** Bytes of the bodies of those requests. @default 64 MiB */
  readonly waitingBytes: number;
  /** How far an event's time may lie ahead of the collector's clock. @default 5 minutes */
  readonly ahead: number;
  /** How old an event may be without the scope `import`. @default 7 days */
  readonly age: number;
  /** How old an imported view may be: the read model keeps no older ones. @default 400 days */
  readonly viewRetention: number;
};

export const DEFAULT_LIMITS: CollectorLimits = {
  events: INGEST_LIMITS.events,
  bodyBytes: INGEST_LIMITS.bytes,
  // What the schemas know has 24 names and 5 brackets; the rest is room for extensions.
  fields: 100,
  nested: 50,
  // Ten for each event of the largest request: a client may send every line by itself.
  pieces: 10_000,
  bodyTimeout: 20_000,
  waitingRequests: 256,
  waitingBytes: 64 * 1024 * 1024,
  ...TIME_LIMITS,
};
