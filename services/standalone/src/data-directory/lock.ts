import { tryLock } from 'fs-native-extensions';
import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { StartRefusedError } from '@emberlog/composition';

const holder = z.object({ pid: z.int().positive(), since: z.string(), url: z.string() });

/** How long a start waits for a stopping predecessor, ms. */
const PATIENCE = 5_000;
const RETRY = 100;
/** The byte that is locked lies behind the text: Windows lets nobody read a locked range. */
const LOCKED_BYTE = 2 ** 40;

export type Lock = {
  /** Gives the directory back. May be called twice. */
  readonly release: () => void;
};

/**
 * Takes the data directory for this process, waiting up to `patienceMs` (5 s) for another to go.
 * The system drops the lock with the process that holds it, however that dies, so none is ever
 * stale. Rejects with the holder's process id and address.
 */
export const lockDirectory = async (
  directory: string,
  url: string,
  { patienceMs = PATIENCE }: { readonly patienceMs?: number } = {},
): Promise<Lock> => {
  const path = join(directory, 'lock');
  // A plain descriptor: a FileHandle would be closed, and the lock gone, when it is collected.
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const deadline = performance.now() + patienceMs;
  try {
    while (!taken(file, path)) {
      if (performance.now() >= deadline) throw await refusal(directory, path);
      await delay(RETRY);
    }
    rewrite(file, JSON.stringify(holding(url)));
  } catch (error) {
    closeSync(file);
    throw error;
  }
  let held = true;
  return {
    release: () => {
      if (!held) return;
      held = false;
      // The file stays: whoever removed it could leave two holders of two files of that name.
      rewrite(file, '');
      closeSync(file);
    },
  };
};

const taken = (file: number, path: string): boolean => {
  try {
    return tryLock(file, LOCKED_BYTE, 1);
  } catch (error) {
    throw new StartRefusedError(
      `${path} cannot be locked: set EMBERLOG_DATA_DIR to a directory on a local disk`,
      { cause: error },
    );
  }
};

const holding = (url: string): z.infer<typeof holder> => ({
  pid: process.pid,
  since: new Date().toISOString(),
  url,
});

const rewrite = (file: number, text: string): void => {
  ftruncateSync(file);
  writeSync(file, text, 0);
};

const refusal = async (directory: string, path: string): Promise<StartRefusedError> => {
  const found = parse(await readFile(path, 'utf8'));
  // Nothing to read means that it has only just started, or is about to stop.
  const who =
    found === null ? 'another process' : `process ${found.pid} since ${found.since} (${found.url})`;
  return new StartRefusedError(
    `the data directory ${directory} is held by ${who}. ` +
      'Stop that process, or set EMBERLOG_DATA_DIR to another directory.',
  );
};

const parse = (text: string): z.infer<typeof holder> | null => {
  try {
    return holder.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};
