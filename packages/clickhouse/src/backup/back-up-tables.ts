import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Statement } from '../database.ts';
import { BackupFailedError } from './backup-failed-error.ts';
import {
  BACKUP_PARTS,
  backUpPart,
  LOOK_AT_ORIGIN,
  RESTORE_STEPS,
  restoreStep,
} from './backup-statements.ts';
import type { OriginName } from '../projection/origin.ts';
import { backupWork } from './backup-work.ts';
import { lookedAtOrigin } from './looked-at-origin.ts';

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
 * Restores what `backUpTables` made into an engine without those tables; rejects as that does. `origin` comes
 * last: without it nobody takes the tables for whole.
 */
export const restoreTables = async (options: BackupOptions): Promise<void> => {
  await options.database.writer.command(CREATE_DATABASE);
  let before = 0;
  for (const step of RESTORE_STEPS) {
    const statement = (id: string): Statement => restoreStep(options.name, step, id);
    before += await work(options, statement, before);
  }
};

/**
 * What the tables of a backup began with, or null where they did not. The engine's own tables are not touched;
 * what a killed question left is removed by the next. Rejects as `backUpTables` does.
 */
export const originOfBackup = async (
  options: BackupOptions,
  name: OriginName,
): Promise<string | null> => {
  const { reader, writer } = options.database;
  await writer.command(DROP_LOOK);
  await writer.command('CREATE DATABASE emberlog_restore');
  try {
    await work(options, (id) => restoreStep(options.name, LOOK_AT_ORIGIN, id), 0);
    return (await reader.query(lookedAtOrigin, { name }))[0]?.first_value ?? null;
  } finally {
    // The engine may still be at work there.
    await writer.command(DROP_LOOK).catch(() => undefined);
  }
};

const DROP_LOOK = 'DROP DATABASE IF EXISTS emberlog_restore SYNC';

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
