import { INGEST_LIMITS } from '@emberlog/api';
import { TIME_LIMITS } from '@emberlog/events';

/** What one request and one collector may hold. Times are milliseconds. */
export type CollectorLimits = {
  /** Events of one request. @default 1000 */
  readonly events: number;
  /** Bytes of one body, as sent and after decompression. @default 5 MiB */
  readonly bodyBytes: number;
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
  bodyTimeout: 20_000,
  waitingRequests: 256,
  waitingBytes: 64 * 1024 * 1024,
  ...TIME_LIMITS,
};
