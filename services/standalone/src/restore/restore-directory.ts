import type { BackupManifest } from '@emberlog/api';
import { restoreReadModel, StartRefusedError } from '@emberlog/composition';
import { isBad, type Examined } from '@emberlog/projector';
import { fingerprintOf, type Logger } from '@emberlog/service-kit';
import { copyFile, mkdir, open, statfs } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { ADDRESS_ROWS, LOG, SUBSCRIPTIONS } from '../backup/backed-up-places.ts';
import { readManifest } from '../backup/manifest.ts';
import { filesBelow, forEachFile } from '../backup/summed-files.ts';
import { syncDirectories } from '../backup/synced-directories.ts';
import type { StandaloneConfig } from '../config.ts';
import { expectRoom } from '../data-directory/expect-room.ts';
import { lockDirectory } from '../data-directory/lock.ts';
import { readOwnerFile, writeOwnerFile } from '../data-directory/owner-file.ts';
import { readSecret } from '../data-directory/secret.ts';
import { beginRestore, endRestore, expectNoData } from '../data-directory/unfinished-restore.ts';
import { planAddresses } from './plan-addresses.ts';
import { proveDirectory } from './prove-directory.ts';
import { proveReaders, type ProvenReaders } from './prove-readers.ts';
import { verifyBackup } from './verify-backup.ts';

export type RestoreStep =
  'verifying' | 'log' | 'tables' | 'subscriptions' | 'addresses' | 'records' | 'doctor';

export type RestoreOptions = {
  /** Directory of the backup; it is only read. */
  readonly backup: string;
  readonly config: StandaloneConfig;
  /** Whether readers' addresses may be lost, where nothing opens them any more. @default false */
  readonly withoutAddresses?: boolean;
  readonly logger: Logger;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Hears how far a step is; bytes, or records while they are read. */
  readonly onStep: (step: RestoreStep, done: number, total: number) => void;
};

export type Restored = {
  readonly manifest: BackupManifest;
  /** Records of the log, every one of them read. */
  readonly records: number;
  /** Null where the backup knows of none. */
  readonly readers: ProvenReaders | null;
  readonly examined: readonly Examined[];
  /** Whether it is a data directory now: the doctor found no alarm. */
  readonly isDone: boolean;
};

/**
 * Makes a data directory of a backup and proves it. Nothing is written before every file of the backup
 * was read and found as it was written; until the end the directory is marked, so that nobody takes half
 * a restore for data. Rejects with `StartRefusedError` for what the operator must decide.
 */
export const restoreDirectory = async (options: RestoreOptions): Promise<Restored> => {
  const { backup, config, withoutAddresses = false, onStep } = options;
  const { dataDir } = config;
  const manifest = await readManifest(backup);
  const secret = await expectSecret(config, manifest);
  const addressKeys = await planAddresses({ config, withoutAddresses }, manifest);
  await verifyBackup(backup, manifest, (done, total) => onStep('verifying', done, total));
  await expectRoom(dataDir);
  await expectRoomFor(manifest, dataDir);
  const lock = await lockDirectory(dataDir, 'a restore');
  try {
    await expectNoData(dataDir, segmentBelow(dataDir, config.backupDir));
    await beginRestore(dataDir, backup);
    onStep('log', 0, 1);
    await bringFiles(backup, dataDir, [
      LOG,
      ...(manifest.subscriptions === undefined ? [] : [SUBSCRIPTIONS]),
      ...(addressKeys === null ? [] : [ADDRESS_ROWS]),
    ]);
    await restoreReadModel({
      path: join(dataDir, 'clickhouse'),
      backup,
      onProgress: (done, total) => onStep('tables', done, total),
    });
    await syncTables(dataDir);
    const proof = { ...options, fingerprint: manifest.secret_fingerprint, manifest };
    const readers = await proveReaders({ ...proof, secret, addressKeys });
    const { records, examined } = await proveDirectory(proof);
    const isDone = !examined.some(({ findings }) => findings.some(isBad));
    if (isDone) await endRestore(dataDir);
    return { manifest, records, readers, examined, isDone };
  } finally {
    lock.release();
  }
};

/** The secret that the data were begun with; no backup holds it. */
const expectSecret = async (
  { secret: given, dataDir }: StandaloneConfig,
  { secret_fingerprint: begun }: BackupManifest,
): Promise<Buffer> => {
  const secret = given ?? (await readSecret(dataDir));
  if (secret === null) {
    throw new StartRefusedError(
      `a backup does not hold the secret. Set EMBERLOG_SECRET to the one the data were begun with, or copy its file to ${join(dataDir, 'secret')}.`,
    );
  }
  if (fingerprintOf(secret) === begun) return secret;
  throw new StartRefusedError(
    'the backup was made with another secret: votes would be counted twice. Nothing was restored. ' +
      'Give back the EMBERLOG_SECRET (or the file "secret") that the data were begun with.',
  );
};

/** The tables are unpacked beside the copy of the log; what the engine needs for itself is little. */
const expectRoomFor = async ({ files }: BackupManifest, dataDir: string): Promise<void> => {
  const needed = files.reduce((sum, { bytes }) => sum + bytes, RESERVE);
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize >= needed) return;
  throw new StartRefusedError(
    `the disk that holds ${dataDir} is too small: ${Math.ceil(needed / 1e6)} MB are needed. Nothing was restored: free some space on it.`,
  );
};

const RESERVE = 64 * 1024 * 1024;

/** The name below a directory that leads to another one, or null where none does. */
const segmentBelow = (directory: string, other: string): string | null => {
  const [first = '..'] = relative(directory, other).split(sep);
  return first === '..' || first === '' ? null : first;
};

const bringFiles = async (
  backup: string,
  dataDir: string,
  places: readonly string[],
): Promise<void> => {
  const paths = places.map((place) => join(place, 'data.mdb'));
  for (const path of paths) {
    await mkdir(dirname(join(dataDir, path)), { recursive: true, mode: 0o700 });
    await copyFile(join(backup, path), join(dataDir, path));
    const file = await open(join(dataDir, path), 'r+');
    await file.sync().finally(async () => await file.close());
  }
  await syncDirectories(dataDir, paths);
  for (const name of ['origin.json', 'api-keys.json']) {
    const text = await readOwnerFile(join(backup, name));
    if (text !== null) await writeOwnerFile(join(dataDir, name), text);
  }
};

/** The engine leaves to the system when its files reach the disk. */
const syncTables = async (dataDir: string): Promise<void> => {
  const directory = join(dataDir, 'clickhouse');
  const paths = await filesBelow(directory);
  await forEachFile(paths, async (path) => {
    const file = await open(join(directory, path), 'r');
    await file.sync().finally(async () => await file.close());
  });
  await syncDirectories(directory, paths);
};
