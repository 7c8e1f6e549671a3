import type { BackupManifest } from '@emberlog/api';
import { restoreReadModel, StartRefusedError } from '@emberlog/composition';
import { isBad, type Examined } from '@emberlog/projector';
import { fingerprintOf, type Logger } from '@emberlog/service-kit';
import { copyFile, mkdir, open, statfs } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { readManifest } from '../backup/manifest.ts';
import { filesBelow, forEachFile } from '../backup/summed-files.ts';
import { syncDirectories, syncDirectory } from '../backup/synced-directories.ts';
import type { StandaloneConfig } from '../config.ts';
import { expectRoom } from '../data-directory/expect-room.ts';
import { lockDirectory } from '../data-directory/lock.ts';
import { readOwnerFile, writeOwnerFile } from '../data-directory/owner-file.ts';
import { readSecret } from '../data-directory/secret.ts';
import { beginRestore, endRestore, expectNoData } from '../data-directory/unfinished-restore.ts';
import { proveDirectory } from './prove-directory.ts';
import { verifyBackup } from './verify-backup.ts';

export type RestoreStep = 'verifying' | 'log' | 'tables' | 'records' | 'doctor';

export type RestoreOptions = {
  /** Directory of the backup; it is only read. */
  readonly backup: string;
  readonly config: StandaloneConfig;
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
  const { backup, config, onStep } = options;
  const { dataDir } = config;
  const manifest = await readManifest(backup);
  const fingerprint = await expectSecret(config, manifest);
  await verifyBackup(backup, manifest, (done, total) => onStep('verifying', done, total));
  await expectRoom(dataDir);
  await expectRoomFor(manifest, dataDir);
  const lock = await lockDirectory(dataDir, 'a restore');
  try {
    await expectNoData(dataDir, segmentBelow(dataDir, config.backupDir));
    await beginRestore(dataDir, backup);
    onStep('log', 0, 1);
    await bringFiles(backup, dataDir);
    await restoreReadModel({
      path: join(dataDir, 'clickhouse'),
      backup,
      onProgress: (done, total) => onStep('tables', done, total),
    });
    await syncTables(dataDir);
    const { records, examined } = await proveDirectory({ ...options, fingerprint, manifest });
    const isDone = !examined.some(({ findings }) => findings.some(isBad));
    if (isDone) await endRestore(dataDir);
    return { manifest, records, examined, isDone };
  } finally {
    lock.release();
  }
};

/** The fingerprint of the secret that the data were begun with; no backup holds the secret itself. */
const expectSecret = async (
  { secret: given, dataDir }: StandaloneConfig,
  { secret_fingerprint: begun }: BackupManifest,
): Promise<string> => {
  const secret = given ?? (await readSecret(dataDir));
  if (secret === null) {
    throw new StartRefusedError(
      `a backup does not hold the secret. Set EMBERLOG_SECRET to the one the data were begun with, or copy its file to ${join(dataDir, 'secret')}.`,
    );
  }
  if (fingerprintOf(secret) === begun) return begun;
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

const bringFiles = async (backup: string, dataDir: string): Promise<void> => {
  const log = join(dataDir, 'log');
  await mkdir(log, { mode: 0o700 });
  const path = join(log, 'data.mdb');
  await copyFile(join(backup, 'log', 'data.mdb'), path);
  const file = await open(path, 'r+');
  await file.sync().finally(async () => await file.close());
  await syncDirectory(log);
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
