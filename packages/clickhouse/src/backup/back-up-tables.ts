import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Statement } from '../database.ts';
import { BackupFailedError } from './backup-failed-error.ts';
import { BACKUP_PARTS, backUpPart, restoreOrigin, restorePart } from './backup-statements.ts';
import { readOrigin, type OriginName } from '../projection/origin.ts';
import { backupWork } from './backup-work.ts';
import { dropDatabase } from './drop-database.ts';

export type BackupOptions = {
  readonly database: Pick<Database, 'reader' | 'writer'>;
  /** Directory on the engine's disk of backups; must not be there yet. */
  readonly name: string;
  /** Hears bytes done, and of how many as far as that is known. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the waiting; what the engine has begun goes on. */
  readonly signal?: AbortSignal;
};

/**
 * Backs the tables up by the engine itself while it goes on. Rejects with `BackupFailedError`, and with
 * the engine's error where it does not take the statement; what lies there is of no use then.
 */
export const backUpTables = async (options: BackupOptions): Promise<void> => {
  let before = 0;
  for (const part of BACKUP_PARTS) {
    const statement = (id: string): Statement => backUpPart(options.name, part, id);
    before += await work(options, statement, before);
  }
};

/**
 * Restores what `backUpTables` made into an engine without those tables; rejects as that does. The facts come
 * first: without `origin`, which comes with the rest, nobody takes them for whole.
 */
export const restoreTables = async (options: BackupOptions): Promise<void> => {
  await options.database.writer.command(CREATE_DATABASE);
  let before = 0;
  for (const part of BACKUP_PARTS) {
    const statement = (id: string): Statement => restorePart(options.name, part, id);
    before += await work(options, statement, before);
  }
};

/**
 * What the tables of a backup began with, asked of an engine without any tables, where nothing is left of
 * the question. Rejects as `backUpTables` does.
 */
export const originOfBackup = async (
  options: BackupOptions,
  name: OriginName,
): Promise<string | null> => {
  const { reader, writer } = options.database;
  await writer.command(CREATE_DATABASE);
  await work(options, (id) => restoreOrigin(options.name, id), 0);
  const found = await readOrigin(reader, name);
  await writer.command(dropDatabase);
  return found;
};

const CREATE_DATABASE = 'CREATE DATABASE IF NOT EXISTS emberlog';

const LOOK_EVERY_MS = 100;
const DONE = new Set(['BACKUP_CREATED', 'RESTORED']);
const UNDER_WAY = new Set(['CREATING_BACKUP', 'RESTORING']);

/** Begins it and waits for its end; resolves with its bytes. */
const work = async (
  { database: { reader, writer }, onProgress, signal }: BackupOptions,
  statement: (id: string) => Statement,
  before: number,
): Promise<number> => {
  const id = randomUUID();
  await writer.command(statement(id));
  for (;;) {
    const [found] = await reader.query(backupWork, { id });
    if (found === undefined) throw new BackupFailedError('the engine was started anew meanwhile');
    const { state, done, total, error } = found;
    onProgress?.(before + done, before + total);
    if (DONE.has(state)) return total;
    if (!UNDER_WAY.has(state)) throw new BackupFailedError(error);
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
};
