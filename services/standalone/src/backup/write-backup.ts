import type { LmdbAddressBook } from '@emberlog/address-book';
import type { BackedUpFile, BackupManifest } from '@emberlog/api';
import { SOFTWARE_VERSION } from '@emberlog/composition';
import type { LmdbLog, SubscriptionTopic } from '@emberlog/event-log';
import type { MakeOptions } from '@emberlog/projector';
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { readOwnerFile, writeOwnerFile } from '../data-directory/owner-file.ts';
import { ADDRESS_ROWS, LOG, SUBSCRIPTIONS } from './backed-up-places.ts';
import { writeManifest } from './manifest.ts';
import { filesBelow, forEachFile, sumFile } from './summed-files.ts';
import { syncDirectories } from './synced-directories.ts';

/** What is known of readers; both write into a directory that is not there yet. */
export type ReaderSource = {
  readonly copySubscriptions: LmdbLog<SubscriptionTopic>['copyTo'];
  /** Resolves with how many addresses there are; no key of one is copied. */
  readonly copyAddressRows: LmdbAddressBook['copyRowsTo'];
};

/** What a backup is made of. */
export type BackupSource = {
  readonly dataDir: string;
  /** Of the secret that the data were begun with. */
  readonly fingerprint: string;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly copyLog: LmdbLog['copyTo'];
  readonly readers: ReaderSource;
  /** Bytes of the tables on disk. */
  readonly tableBytes: () => Promise<number>;
  /** Writes the tables below a name in the directory of backups; hears bytes done, and of how many. */
  readonly copyTables: (
    name: string,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ) => Promise<void>;
};

export type WriteOptions = MakeOptions & {
  /** Of the backups. */
  readonly directory: string;
  /** Name in it to write to. */
  readonly unfinished: string;
};

/** Beside the data: the secret, the keys in clear and whatever lies there by chance are in no backup. */
const COPIED = ['origin.json', 'api-keys.json'] as const;
/** Left free on the disk, for what else is written meanwhile; bytes. */
const RESERVE = 64 * 1024 * 1024;

/** Bytes that a backup takes, about. */
export const dataBytes = async (source: BackupSource): Promise<number> => {
  const files = [LOG, SUBSCRIPTIONS, ADDRESS_ROWS];
  const sizes = await Promise.all(
    files.map(async (path) => (await stat(join(source.dataDir, path, 'data.mdb'))).size),
  );
  return sizes.reduce((sum, size) => sum + size, await source.tableBytes());
};

/**
 * Writes all files of a backup and then its manifest, all of them durable. What must not be behind
 * something comes after it: the log after the tables, and what is known of a reader after the address.
 */
export const writeBackup = async (source: BackupSource, options: WriteOptions): Promise<void> => {
  const { name, directory, unfinished, onProgress, signal } = options;
  const to = join(directory, unfinished);
  const expected = await dataBytes(source);
  await expectRoomFor(expected, directory);
  await source.copyTables(
    unfinished,
    (done, total) => onProgress({ step: 'tables', done, total: Math.max(expected, total) }),
    signal,
  );
  signal.throwIfAborted();
  onProgress({ step: 'log', done: await bytesBelow(to), total: expected });
  const readers = await copyReaders(source, to, signal);
  const positions = await source.copyLog(join(to, LOG));
  signal.throwIfAborted();
  for (const file of COPIED) {
    const text = await readOwnerFile(join(source.dataDir, file));
    if (text !== null) await writeOwnerFile(join(to, file), text);
  }
  const paths = await filesBelow(to);
  const total = await bytesBelow(to);
  const files: BackedUpFile[] = [];
  let done = 0;
  await forEachFile(paths, async (path) => {
    const file = await sumFile(to, path, { sync: true, signal });
    files.push(file);
    done += file.bytes;
    onProgress({ step: 'checksums', done, total });
  });
  await syncDirectories(to, paths);
  await writeManifest(to, {
    ...{ format: 2, name, version: SOFTWARE_VERSION },
    made_at: new Date(source.clock()).toISOString(),
    secret_fingerprint: source.fingerprint,
    positions: positions.map((bounds) => ({ ...bounds })),
    ...readers,
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  });
};

/** The log of subscriptions last: an address that no event names would never be forgotten. */
const copyReaders = async (
  { readers }: BackupSource,
  to: string,
  signal: AbortSignal,
): Promise<Pick<BackupManifest, 'subscriptions' | 'addresses'>> => {
  const addresses = await readers.copyAddressRows(join(to, ADDRESS_ROWS));
  signal.throwIfAborted();
  const bounds = await readers.copySubscriptions(join(to, SUBSCRIPTIONS));
  signal.throwIfAborted();
  return { subscriptions: bounds.map((each) => ({ ...each })), addresses };
};

const bytesBelow = async (directory: string): Promise<number> => {
  let bytes = 0;
  for (const path of await filesBelow(directory)) {
    bytes += (await stat(join(directory, path))).size;
  }
  return bytes;
};

/** Rejects before anything is written where it would fill the disk: events need room as well. */
const expectRoomFor = async (bytes: number, directory: string): Promise<void> => {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= bytes + RESERVE) return;
  throw new Error(
    `the disk that holds ${directory} has ${megabytes(free)} left, and the backup needs ${megabytes(bytes + RESERVE)}; free some space on it`,
  );
};

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
