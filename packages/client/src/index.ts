export type {
  AddressesReply,
  BacktestReply,
  BacktestRequest,
  BackupManifest,
  BackupReply,
  ArchiveHeader,
  ArchiveRecord,
  CreateKeyReply,
  DeadLetter,
  DeadLetterChange,
  DeadLetterChangesReply,
  DeadLetterFilters,
  DeadLetterReply,
  DeadLetterState,
  DoctorReply,
  KeyScope,
  ListedKey,
  QueriesReply,
  RawRecord,
  RebuildReply,
  ReplayPolicy,
  StatusReply,
  TopicName,
} from '@emberlog/api';
export { createAdmin } from './admin/create-admin.ts';
export type { Admin, DeadLetterParams, RecordParams } from './admin/create-admin.ts';
export { createClient } from './client.ts';
export type { CallOptions, ClientOptions } from './call.ts';
export type { Client } from './client.ts';
export { deliverEvents } from './deliver-events.ts';
export type { Delivery, DeliveryOptions } from './deliver-events.ts';
export { EmberlogError } from './emberlog-error.ts';
export type { Fetch } from './send-request.ts';
export type { StreamedList } from './stream-list.ts';
export type {
  ListParams,
  StreamParams,
  TimeseriesParams,
  TrendingParams,
} from './ranking-params.ts';
export type { EventData, EventType, ItemPatch, WireEvent } from './wire-event.ts';
