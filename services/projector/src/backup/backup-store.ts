import type { BackupReply } from '@emberlog/api';
import type { Readable } from 'node:stream';

type BackupStep = NonNullable<BackupReply['step']>;

/** How far it is; sizes in bytes, `total` what is expected before all of it is known. */
export type BackupProgress = {
  readonly step: BackupStep;
  readonly done: number;
  readonly total: number;
};

/** A backup that is whole. */
export type StoredBackup = {
  readonly name: string;
  readonly bytes: number;
  /** ms UTC. */
  readonly madeAt: number;
  /** What the log in it holds; null where the log is not part of it. */
  readonly positions: BackupReply['positions'];
};

export type MakeOptions = {
  /** Of the new backup; there is none of that name. */
  readonly name: string;
  readonly onProgress: (progress: BackupProgress) => void;
  /** Ends it: what was made so far is no backup. */
  readonly signal: AbortSignal;
};

/** Files of backups that this process can hand out and remove. */
export type BackupFiles = {
  /** A file of a whole backup by its path in the manifest; null where there is none. */
  readonly find: (
    name: string,
    path: string,
  ) => Promise<{ readonly bytes: number; readonly open: () => Readable } | null>;
  readonly remove: (name: string) => Promise<void>;
};

/** A place for backups. Adapters: a data directory, and the disk of a ClickHouse server. */
export type BackupStore = {
  readonly list: () => Promise<readonly StoredBackup[]>;
  /** Bytes that a backup would take now, about. */
  readonly measure: () => Promise<number>;
  /** Resolves when it is whole and durable. Rejects with an error whose message an operator understands. */
  readonly make: (options: MakeOptions) => Promise<void>;
  /** Where a backup lies, and the command that restores it. */
  readonly describe: (name: string) => { readonly place: string; readonly restore: string };
  /** Null where the files are another machine's. */
  readonly files: BackupFiles | null;
};
