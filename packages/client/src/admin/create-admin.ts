import type {
  AddressesReply,
  BackupReply,
  BackupRequest,
  BackupsReply,
  ArchiveReply,
  ArchivesReply,
  BacktestReply,
  BacktestRequest,
  BacktestsReply,
  CreateKeyReply,
  CreateKeyRequest,
  DeadLetterChangesReply,
  DeadLetterFilters,
  DeadLetterPlace,
  DeadLetterReply,
  DeadLettersReply,
  DeadLetterState,
  DropRequest,
  DoctorChecksReply,
  DoctorReply,
  KeysReply,
  KillQueryReply,
  QueriesReply,
  RebuildReply,
  RebuildRequest,
  RebuildsReply,
  RecordsReply,
  ReplayRequest,
  RevokeKeyReply,
  RotationReply,
  StatusReply,
  TopicName,
  TopicsReply,
} from '@emberlog/api';
import {
  type CallOptions,
  type ClientOptions,
  createCall,
  createFetchBytes,
  withoutSlash,
} from '../call.ts';

export type DeadLetterParams = DeadLetterFilters & {
  /** @default every state */
  readonly state?: DeadLetterState;
  /** 1–1,000. @default 100 */
  readonly limit?: number;
  readonly cursor?: string;
};

export type RecordParams = {
  readonly topic: TopicName;
  readonly partition: number;
  /** @default the first that is kept */
  readonly from?: number;
  /** 1–1,000. @default 100 */
  readonly limit?: number;
};

/** A part of an archive that `askRebuild` is to name. */
type ArchivePiece = {
  /** SHA-256 of the whole archive, hexadecimal. */
  readonly digest: string;
  /** Where the piece belongs, bytes from the beginning of the archive. */
  readonly at: number;
  /** Bytes of the whole archive. */
  readonly size: number;
  /** At most 4 MiB. */
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/** What operators ask and do, with a key of the scope `admin`. Every one throws EmberlogError. */
export type Admin = {
  readonly status: (options?: CallOptions) => Promise<StatusReply>;
  readonly topics: (options?: CallOptions) => Promise<TopicsReply>;
  /** Of one partition, in order; asked again from `next` it goes on. */
  readonly records: (params: RecordParams, options?: CallOptions) => Promise<RecordsReply>;
  readonly deadLetters: (
    params?: DeadLetterParams,
    options?: CallOptions,
  ) => Promise<DeadLettersReply>;
  readonly deadLetter: (place: DeadLetterPlace, options?: CallOptions) => Promise<DeadLetterReply>;
  /** Safe to repeat: what was appended by a call whose reply was lost counts once. */
  readonly replayDeadLetters: (
    request: ReplayRequest,
    options?: CallOptions,
  ) => Promise<DeadLetterChangesReply>;
  readonly dropDeadLetters: (
    request: DropRequest,
    options?: CallOptions,
  ) => Promise<DeadLetterChangesReply>;
  /** Archives of the log that were sent, whole or in part. */
  readonly archives: (options?: CallOptions) => Promise<ArchivesReply>;
  /** Sends a piece of an archive; safe to repeat. */
  readonly sendArchive: (piece: ArchivePiece, options?: CallOptions) => Promise<ArchiveReply>;
  /** The newest first. */
  readonly rebuilds: (options?: CallOptions) => Promise<RebuildsReply>;
  readonly rebuild: (id: string, options?: CallOptions) => Promise<RebuildReply>;
  /** Tried once: one that was begun by a call whose reply was lost is among `rebuilds`. */
  readonly askRebuild: (request: RebuildRequest, options?: CallOptions) => Promise<RebuildReply>;
  readonly cancelRebuild: (id: string, options?: CallOptions) => Promise<RebuildReply>;
  /** The newest first. */
  readonly backups: (options?: CallOptions) => Promise<BackupsReply>;
  readonly backup: (name: string, options?: CallOptions) => Promise<BackupReply>;
  /** Tried once: one that was begun by a call whose reply was lost is among `backups`. */
  readonly askBackup: (request: BackupRequest, options?: CallOptions) => Promise<BackupReply>;
  readonly removeBackup: (name: string, options?: CallOptions) => Promise<BackupReply>;
  /** The bytes of one file of a backup, tried once; `path` as its `manifest.json` has it. */
  readonly backupFile: (
    name: string,
    path: string,
    options?: CallOptions,
  ) => Promise<ReadableStream<Uint8Array>>;
  /** The one that runs and the last that ended, the newest first. */
  readonly backtests: (options?: CallOptions) => Promise<BacktestsReply>;
  readonly backtest: (id: string, options?: CallOptions) => Promise<BacktestReply>;
  /** Tried once: one that was begun by a call whose reply was lost is among `backtests`. */
  readonly askBacktest: (request: BacktestRequest, options?: CallOptions) => Promise<BacktestReply>;
  readonly cancelBacktest: (id: string, options?: CallOptions) => Promise<BacktestReply>;
  /** What can be looked at, one by one. */
  readonly doctorChecks: (options?: CallOptions) => Promise<DoctorChecksReply>;
  /** What is wrong, what it means and what mends it; `thorough` reads the tables whole. */
  readonly doctor: (
    params?: { readonly thorough?: boolean; readonly check?: string },
    options?: CallOptions,
  ) => Promise<DoctorReply>;
  /** What is asked on the SQL port, the oldest first. */
  readonly queries: (options?: CallOptions) => Promise<QueriesReply>;
  readonly killQuery: (id: string, options?: CallOptions) => Promise<KillQueryReply>;
  /** How many addresses of readers there are, and which keys open them. */
  readonly addresses: (options?: CallOptions) => Promise<AddressesReply>;
  /** Wraps by the first address key what another wraps; once more does no harm. */
  readonly rotateAddresses: (options?: CallOptions) => Promise<RotationReply>;
  readonly keys: (options?: CallOptions) => Promise<KeysReply>;
  /** Tried once: of two keys of which one was never told, nobody would know. */
  readonly createKey: (request: CreateKeyRequest, options?: CallOptions) => Promise<CreateKeyReply>;
  readonly revokeKey: (id: string, options?: CallOptions) => Promise<RevokeKeyReply>;
};

/** The operators' side of one Emberlog. */
export const createAdmin = (clientOptions: ClientOptions): Admin => {
  const call = createCall(clientOptions);
  const fetchBytes = createFetchBytes(clientOptions);
  const base = `${withoutSlash(clientOptions.baseUrl)}/admin/v1`;
  const letters = `${base}/dead-letters`;
  const backup = (name: string): string => `${base}/backups/${encodeURIComponent(name)}`;
  const rebuild = (id: string): string => `${base}/rebuilds/${encodeURIComponent(id)}`;
  const backtest = (id: string): string => `${base}/backtests/${encodeURIComponent(id)}`;
  return {
    backtests: async (options = {}) => await call(`${base}/backtests`, options),
    backtest: async (id, options = {}) => await call(backtest(id), options),
    askBacktest: async (body, options = {}) =>
      await call(`${base}/backtests`, { ...options, attempts: 1 }, { body }),
    cancelBacktest: async (id, options = {}) =>
      await call(backtest(id), options, { method: 'DELETE' }),
    doctorChecks: async (options = {}) => await call(`${base}/doctor/checks`, options),
    status: async (options = {}) => await call(`${base}/status`, options),
    topics: async (options = {}) => await call(`${base}/topics`, options),
    records: async (params, options = {}) =>
      await call(`${base}/records${queryOf(params)}`, options),
    deadLetters: async (params = {}, options = {}) =>
      await call(`${letters}${queryOf(params)}`, options),
    deadLetter: async ({ topic, partition, offset }, options = {}) =>
      await call(`${letters}/${topic}/${partition}/${offset}`, options),
    replayDeadLetters: async (body, options = {}) =>
      await call(`${letters}/replay`, options, { body }),
    dropDeadLetters: async (body, options = {}) => await call(`${letters}/drop`, options, { body }),
    archives: async (options = {}) => await call(`${base}/archives`, options),
    sendArchive: async ({ digest, at, size, bytes }, options = {}) =>
      await call(`${base}/archives/${digest}${queryOf({ at, size })}`, options, {
        ...{ method: 'PUT', bytes },
      }),
    rebuilds: async (options = {}) => await call(`${base}/rebuilds`, options),
    rebuild: async (id, options = {}) => await call(rebuild(id), options),
    askRebuild: async (body, options = {}) =>
      await call(`${base}/rebuilds`, { ...options, attempts: 1 }, { body }),
    cancelRebuild: async (id, options = {}) =>
      await call(rebuild(id), options, { method: 'DELETE' }),
    backups: async (options = {}) => await call(`${base}/backups`, options),
    backup: async (name, options = {}) => await call(backup(name), options),
    askBackup: async (body, options = {}) =>
      await call(`${base}/backups`, { ...options, attempts: 1 }, { body }),
    removeBackup: async (name, options = {}) =>
      await call(backup(name), options, { method: 'DELETE' }),
    backupFile: async (name, path, options = {}) =>
      await fetchBytes(`${backup(name)}/file${queryOf({ path })}`, options),
    doctor: async (params = {}, options = {}) =>
      await call(`${base}/doctor${queryOf(params)}`, options),
    queries: async (options = {}) => await call(`${base}/queries`, options),
    killQuery: async (id, options = {}) =>
      await call(`${base}/queries/${encodeURIComponent(id)}`, options, { method: 'DELETE' }),
    addresses: async (options = {}) => await call(`${base}/addresses`, options),
    rotateAddresses: async (options = {}) =>
      await call(`${base}/addresses/rotation`, options, { body: {} }),
    keys: async (options = {}) => await call(`${base}/keys`, options),
    createKey: async (body, options = {}) =>
      await call(`${base}/keys`, { ...options, attempts: 1 }, { body }),
    revokeKey: async (id, options = {}) =>
      await call(`${base}/keys/${encodeURIComponent(id)}`, options, { method: 'DELETE' }),
  };
};

const queryOf = (
  params: Readonly<Record<string, string | number | boolean | undefined>>,
): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
};
